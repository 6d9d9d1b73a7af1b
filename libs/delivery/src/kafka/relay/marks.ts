import { START } from '#libs/contracts';
import type pg from 'pg';
import type { Published } from './published.ts';
import type { RelaySession } from './session.ts';

/** The newest marks are all kept: consumers that are nearly there show by them how far they are. */
const KEPT_WHOLE = 100_000n;
/** Of the older ones the last of so many events, from which a place in time is found by reading on. */
const SPACING = 1_000n;
/** How many events go out between two clearings. */
const CLEARED_EVERY = 10_000n;

/** $1 incarnation, $2 events up to which marks are thinned, $3 spacing */
const THIN = `
DELETE FROM relay.marks m
 USING (SELECT position, row_number() OVER (PARTITION BY events / $3::bigint ORDER BY position DESC) AS place
          FROM relay.marks WHERE incarnation = $1 AND events <= $2::bigint) AS old
 WHERE m.incarnation = $1 AND m.position = old.position AND old.place > 1`;

/** $1 position. Of topics that have begun anew since and are published so far again, the last mark: somebody may still follow them. */
const FORGET = `
DELETE FROM relay.marks m
 WHERE m.position <= $1::bigint AND m.incarnation NOT IN (SELECT incarnation FROM relay.topics)
   AND EXISTS (SELECT FROM relay.marks n WHERE n.incarnation = m.incarnation AND n.position > m.position)`;

/** Whether so many events have gone out between the two that it is time to thin the marks. */
export const isTimeToThin = (former: Published, now: Published): boolean =>
  BigInt(former.events) / CLEARED_EVERY !== BigInt(now.events) / CLEARED_EVERY;

/** Thins what is old. */
export async function thinMarks(
  session: RelaySession,
  { incarnation, position, events }: Published,
  keptWhole = KEPT_WHOLE,
): Promise<void> {
  const old = BigInt(events) - keptWhole;
  if (old > 0n) await session.query(THIN, [incarnation, String(old), String(SPACING)]);
  await session.query(FORGET, [position]);
}

const AT_INSTANT = `
SELECT position::text FROM relay.marks WHERE recorded_at <= $1::timestamptz ORDER BY recorded_at DESC, position DESC LIMIT 1`;

const AT_POSITION = `
SELECT position::text FROM relay.marks WHERE position <= $1::bigint ORDER BY position DESC LIMIT 1`;

type Database = Pick<pg.Pool, 'query'>;

async function firstPosition(database: Database, text: string, value: string): Promise<string> {
  const { rows } = await database.query<{ position: string }>(text, [value]);
  return rows[0]?.position ?? START;
}

/** Positions of published events, from which a log without an index by time is read on. */
export interface Landmarks {
  /** An event's position up to which nothing was recorded after the instant (RFC 3339); `START` where none is known. */
  readonly atInstant: (instant: string) => Promise<string>;
  /** An event's position at or before this one; `START` where none is known. */
  readonly atPosition: (position: string) => Promise<string>;
}

/** What the relay's marks tell to whoever may read them. */
export function landmarks(database: Database): Landmarks {
  return {
    atInstant: (instant) => firstPosition(database, AT_INSTANT, instant),
    atPosition: (position) => firstPosition(database, AT_POSITION, position),
  };
}
