import { randomUUID } from 'node:crypto';
import type { EventMetadata, NewEvent, PayloadCodec, RecordedEvent } from '#libs/contracts';
import type { AppendOutcome, EventLog, ExpectedRevision } from '../port.ts';

export const plainCodec: PayloadCodec = { encode: async (events) => events, decode: async (events) => events };

/** Stands for encryption: what is stored differs from what is handed in and out. */
export const sealingCodec: PayloadCodec = {
  encode: async (events) =>
    events.map((event) => ({ ...event, data: { sealed: Buffer.from(JSON.stringify(event.data)).toString('base64') } })),
  decode: async (events) => events.map((event) => ({ ...event, data: unsealed(event) })),
};

function unsealed(event: RecordedEvent): unknown {
  const { sealed } = event.data as { sealed: string };
  return JSON.parse(Buffer.from(sealed, 'base64').toString());
}

export function metadata(): EventMetadata {
  return { actor: 'tester', commandId: randomUUID(), correlationId: randomUUID(), causationId: randomUUID() };
}

export function sampleEvent(overrides: Partial<NewEvent> = {}): NewEvent {
  return {
    id: randomUUID(),
    type: 'SampleReported',
    schemaVersion: 1,
    data: { n: 1 },
    metadata: metadata(),
    ...overrides,
  };
}

export function sampleEvents(count: number): NewEvent[] {
  return Array.from({ length: count }, (_, n) => sampleEvent({ data: { n } }));
}

export function streamName(prefix = 'sample'): string {
  return `${prefix}-${randomUUID()}`;
}

/** Appends and insists that it stands. */
export async function appended(
  log: Pick<EventLog, 'append'>,
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision = 'any',
): Promise<readonly RecordedEvent[]> {
  const outcome: AppendOutcome = await log.append({ stream, expected, events });
  if (outcome.kind !== 'appended') throw new Error(`append failed: ${JSON.stringify(outcome)}`);
  return outcome.events;
}

/** JSON with sorted keys: equal texts for equal values, whatever a store did to key order or the spelling of numbers. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}
