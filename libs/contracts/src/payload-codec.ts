import type { NewEvent, RecordedEvent } from './event.ts';

/**
 * Turns the personal fields of events into their stored form and back. The event log calls it on every write and read,
 * so that plain text becomes ciphertext by changing the codec alone; the schema of a personal field stays `{subject, value}`.
 */
export interface PayloadCodec {
  encode(events: readonly NewEvent[]): Promise<readonly NewEvent[]>;
  decode(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]>;
}
