import { type DomainEvent, readEvent, type RecordedEvent } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';

const PAGE = 1000;

/** Every event of the stream, in the current version of its type; none where there is no such stream. */
export async function readWholeStream(log: Pick<EventLogReader, 'readStream'>, stream: string): Promise<DomainEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await log.readStream(stream, { from: events.length, limit: PAGE });
    events.push(...page);
    if (page.length < PAGE) return events.map(readEvent);
  }
}
