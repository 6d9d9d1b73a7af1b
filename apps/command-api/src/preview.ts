import {
  type AnswerChange,
  type AnswerChanges,
  byChangedSubject,
  type DomainEvent,
  readEvent,
  type RecordedEvent,
} from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { readWholeStream } from './read-stream.ts';

/** A stream as it is, and as it would be. */
export interface ChangedStream {
  readonly stream: string;
  readonly before: readonly DomainEvent[];
  readonly after: readonly DomainEvent[];
}

/**
 * Tells which answers of the register would change. What answers say is the read side's matter, so the application that is put together
 * gives this function; no decision ever rests on it.
 */
export type PreviewChanges = (streams: Iterable<ChangedStream>) => AnswerChanges;

/** So many changes are told; the others are counted. */
const MOST = 1_000;

/**
 * What would change if these events were appended to their streams, which `log` holds without them. One stream is held in memory at a time,
 * however many there are.
 */
export async function previewAppended(
  log: Pick<EventLogReader, 'readStream'>,
  appended: ReadonlyMap<string, readonly RecordedEvent[]>,
  previewChanges: PreviewChanges,
): Promise<AnswerChanges> {
  const told: AnswerChange[] = [];
  let more = 0;
  for (const stream of [...appended.keys()].sort(byChangedSubject)) {
    const before = await readWholeStream(log, stream);
    const after = [...before, ...appended.get(stream)!.map(readEvent)];
    const found = previewChanges([{ stream, before, after }]);
    const room = MOST - told.length;
    told.push(...found.changes.slice(0, room));
    more += found.more + Math.max(0, found.changes.length - room);
  }
  return { changes: told, more };
}
