import type { RecordedEvent } from '#libs/contracts';
import { type Publication, toMessage } from '../binding/send.ts';
import type { KafkaMessage } from '../port.ts';
import type { Admitted } from './continuity.ts';

/** What goes out with one request. */
export interface RelayBatch {
  readonly events: readonly RecordedEvent[];
  readonly messages: readonly KafkaMessage[];
  /** The position up to which everything is out once this is. */
  readonly upTo: string;
  /** The latest time at which one of them was recorded. */
  readonly recordedAt: string;
}

/** Well below what a topic takes for one partition: in the worst case all of a batch goes to the same. */
const MOST_BYTES = 1024 * 1024;
/** Headers and key of a message, roughly and rather too many. */
const OVERHEAD = 1_024;

function batchOf(admitted: readonly Admitted[], messages: readonly KafkaMessage[]): RelayBatch {
  const events = admitted.map(({ event }) => event);
  const recordedAt = events.reduce((latest, event) => (event.recordedAt > latest ? event.recordedAt : latest), '');
  return { events, messages, upTo: admitted.at(-1)!.upTo, recordedAt };
}

/** Cuts a page into requests that a broker takes; an event larger than that goes alone. */
export function* batchesOf(admitted: readonly Admitted[], publication: Publication): Generator<RelayBatch> {
  let start = 0;
  let bytes = 0;
  const messages = admitted.map(({ event }) => toMessage(event, publication));
  for (const [at, { value }] of messages.entries()) {
    const size = value.length + OVERHEAD;
    if (at > start && bytes + size > MOST_BYTES) {
      yield batchOf(admitted.slice(start, at), messages.slice(start, at));
      start = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < messages.length) yield batchOf(admitted.slice(start), messages.slice(start));
}
