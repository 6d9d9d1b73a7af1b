import type { NewEvent, RecordedEvent } from '#libs/contracts';
import { meets, type PreparedEvent } from '../request.ts';
import type { Entry } from './append-queue.ts';
import { JSON_SEPARATOR } from './append-sql.ts';

export interface Accepted {
  readonly entry: Entry;
  readonly firstRevision: number;
}

export interface Mismatched {
  readonly entry: Entry;
  readonly current: number | null;
}

export interface Decision {
  readonly accepted: readonly Accepted[];
  readonly mismatched: readonly Mismatched[];
  /** Share an event id with an accepted one: to be decided again when that one stands. */
  readonly deferred: readonly Entry[];
}

/**
 * Decides the expected revisions in queue order on an overlay of the heads, so that two appends to one stream in one batch see
 * each other. Nothing of it is true before the batch stands.
 */
export function decideBatch(entries: readonly Entry[], headOf: (stream: string) => number | null): Decision {
  const overlay = new Map<string, number>();
  const ids = new Set<string>();
  const accepted: Accepted[] = [];
  const mismatched: Mismatched[] = [];
  const deferred: Entry[] = [];
  for (const entry of entries) {
    const { stream, expected } = entry.request;
    const current = overlay.get(stream) ?? headOf(stream);
    if (entry.events.some((event) => ids.has(event.id))) deferred.push(entry);
    else if (!meets(expected, current)) mismatched.push({ entry, current });
    else {
      const firstRevision = current === null ? 0 : current + 1;
      accepted.push({ entry, firstRevision });
      overlay.set(stream, firstRevision + entry.events.length - 1);
      for (const event of entry.events) ids.add(event.id);
    }
  }
  return { accepted, mismatched, deferred };
}

/** The parameters $3 to $10 of `APPEND_ONE` for a batch of one event, of `APPEND` for more. */
export function appendColumns(accepted: readonly Accepted[], recordedAt: string): unknown[] {
  const [only] = accepted;
  return only && accepted.length === 1 && only.entry.events.length === 1
    ? columnsOfOne(only, recordedAt)
    : columnsOfMany(accepted, recordedAt);
}

function columnsOfOne({ entry: { request, events }, firstRevision }: Accepted, recordedAt: string): unknown[] {
  const { id, type, schemaVersion, data, metadata } = events[0] as PreparedEvent;
  return [request.stream, firstRevision, id, type, schemaVersion, recordedAt, data, metadata];
}

/** Numbers and ids need no escaping, so their arrays are spelled directly. */
function columnsOfMany(accepted: readonly Accepted[], recordedAt: string): unknown[] {
  const streams: string[] = [];
  const revisions: number[] = [];
  const ids: string[] = [];
  const kinds: string[] = [];
  const versions: number[] = [];
  const data: string[] = [];
  const metadata: string[] = [];
  for (const { entry, firstRevision } of accepted) {
    for (const [index, event] of entry.events.entries()) {
      streams.push(entry.request.stream);
      revisions.push(firstRevision + index);
      ids.push(event.id);
      kinds.push(event.type);
      versions.push(event.schemaVersion);
      data.push(event.data);
      metadata.push(event.metadata);
    }
  }
  const joined = [data.join(JSON_SEPARATOR), metadata.join(JSON_SEPARATOR)];
  return [streams, `{${revisions.join()}}`, `{${ids.join()}}`, kinds, `{${versions.join()}}`, recordedAt, ...joined];
}

/** The accepted events as they stand once the batch that begins behind `last` is committed, per entry. */
export function recordedEvents(accepted: readonly Accepted[], last: bigint, recordedAt: string): RecordedEvent[][] {
  let position = last;
  return accepted.map(({ entry, firstRevision }) =>
    entry.events.map((_event, index) => {
      position += 1n;
      const event = entry.request.events[index] as NewEvent;
      const { id, type, schemaVersion, data, metadata } = event;
      const revision = firstRevision + index;
      const { stream } = entry.request;
      return { id, type, schemaVersion, data, metadata, stream, revision, position: position.toString(), recordedAt };
    }),
  );
}
