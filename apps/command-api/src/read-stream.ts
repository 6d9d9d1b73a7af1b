import { LRUCache } from 'lru-cache';
import { type DomainEvent, readEvent, type RecordedEvent } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';

type StreamLog = Pick<EventLogReader, 'readStream'>;

const PAGE = 1000;

async function readFrom(log: StreamLog, stream: string, first: number): Promise<DomainEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await log.readStream(stream, { from: first + events.length, limit: PAGE });
    events.push(...page);
    if (page.length < PAGE) return events.map(readEvent);
  }
}

/** Every event of the stream, in the current version of its type; none where there is no such stream. */
export const readWholeStream = (log: StreamLog, stream: string): Promise<DomainEvent[]> => readFrom(log, stream, 0);

/** Reads every event of a stream. */
export type StreamReader = (stream: string) => Promise<readonly DomainEvent[]>;

/** So many events are remembered, over all streams. */
const REMEMBERED = 10_000;

/**
 * Reads whole streams and remembers those it read last: a stream only grows, so of one that is known only what came since is asked for,
 * and nothing is ever answered that is older than the log. Without it each of many commands for one subject would read all of those before
 * it again. Whoever forgets a person must make a new one: it holds events as they were decoded.
 */
export function rememberingReader(log: StreamLog, most = REMEMBERED): StreamReader {
  const known = new LRUCache<string, readonly DomainEvent[]>({
    maxSize: most,
    sizeCalculation: (events) => events.length,
  });
  return async (stream) => {
    const before = known.get(stream) ?? [];
    const since = await readFrom(log, stream, before.length);
    if (since.length === 0) return before;
    const events = [...before, ...since];
    // Another read of the stream may have come further meanwhile.
    if (events.length > (known.get(stream)?.length ?? 0)) known.set(stream, events);
    return events;
  };
}
