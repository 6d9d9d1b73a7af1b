import type { EventLogReader } from '#libs/event-log';
import type pg from 'pg';
import { type Lag, lagBehind } from '../postgres/progress.ts';

/** $1 topic, $2 complete position. Positions of a log may have gaps, so events are counted as they are published. */
const PUBLISHED = `
SELECT t.position::text AS published,
       t.events - coalesce((SELECT m.events FROM relay.marks m
                             WHERE m.incarnation = t.incarnation AND m.position <= $2::bigint
                             ORDER BY m.position DESC LIMIT 1), 0) AS events
  FROM relay.topics t WHERE t.topic = $1`;

/** How far the rows are behind what has been published: events, and the age of the oldest one that is missing. */
export async function publishedLag(
  database: Pick<pg.Pool, 'query'>,
  log: Pick<EventLogReader, 'head' | 'readAll'>,
  topic: string,
  complete: string,
): Promise<Lag> {
  const { rows } = await database.query<{ published: string; events: string }>(PUBLISHED, [topic, complete]);
  const [row] = rows;
  if (!row) return lagBehind(log, complete);
  if (BigInt(row.published) <= BigInt(complete)) return { events: 0, seconds: 0 };
  const { seconds } = await lagBehind(log, complete);
  return { events: Number(row.events), seconds };
}
