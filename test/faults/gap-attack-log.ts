import pg from 'pg';
import { openPostgresLogReader, type PostgresEventLog } from '#libs/event-log';
import type { Place } from '../../libs/event-log/src/testing/history-check.ts';
import { appendUntilAnswered, type LogDatabase } from '../../libs/event-log/src/testing/postgres-log.ts';
import { plainCodec, sampleEvents } from '../../libs/event-log/src/testing/sample-events.ts';

/** Holds one commit in 50 open for up to `longest` seconds, and rolls another one in 50 back. */
const slowCommits = (longest: number): string => `
CREATE FUNCTION hold_or_roll_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF random() < 0.02 THEN PERFORM pg_sleep(random() * ${Number(longest)}); END IF;
  IF random() < 0.02 THEN RAISE EXCEPTION 'rolled back by the attack'; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER hold_or_roll_back AFTER INSERT ON log.events FOR EACH STATEMENT EXECUTE FUNCTION hold_or_roll_back()`;

/** A row where the writer will want to put one: uncommitted, it makes the writer wait; rolled back, it was never there. */
const COMPETE = `
INSERT INTO log.events (position, stream, revision, id, type, schema_version, recorded_at, data, metadata)
SELECT max(position) + 1 + (random() * 20)::int, 'competitor', 0, gen_random_uuid(), 'Bogus', 1, now(), '{}', '{}' FROM log.events`;
const HOLD = 'SELECT pg_sleep(random() * $1::float8)';

export interface LogAttack {
  readonly writers: number;
  readonly appendsPerWriter: number;
  /** Seconds. */
  readonly longestHold: number;
}

/** What subscribers of the real log saw while it was attacked: in the writer's process, in another one, and one filtered. */
export async function attackLog(logs: LogDatabase, attack: LogAttack): Promise<Readonly<Record<string, Place[]>>> {
  await logs.admin.query(slowCommits(attack.longestHold));
  const log = await logs.open({ answerWithin: 60_000 });
  const reader = await openPostgresLogReader({ url: logs.database.urls.projector, codec: plainCodec, pollMs: 5 });
  const total = 2 * attack.writers * attack.appendsPerWriter;
  const following = {
    'in the process': follow(log, total),
    'in another process': follow(reader, total),
    filtered: follow(log, total, ['gap-']),
  };
  const seen = Object.entries(following).map(async ([name, places]) => [name, await places] as const);
  const done = new AbortController();
  const competing = compete(logs.database.urls.writer, attack.longestHold, done.signal);
  try {
    await Promise.all(
      Array.from({ length: attack.writers }, (_, writer) => write(log, `gap-${writer}`, attack.appendsPerWriter)),
    );
    return Object.fromEntries(await Promise.all(seen));
  } finally {
    done.abort();
    await Promise.allSettled([competing, reader.close(), ...seen]);
  }
}

async function write(log: PostgresEventLog, stream: string, appends: number): Promise<void> {
  for (let count = 0; count < appends; count += 1)
    await appendUntilAnswered(log, stream, sampleEvents(2), count === 0 ? 'none' : 2 * count - 1);
}

/** Follows to the last of `total` events, whether or not all of them came. */
async function follow(
  log: Pick<PostgresEventLog, 'subscribe'>,
  total: number,
  streamPrefixes?: string[],
): Promise<Place[]> {
  const seen: Place[] = [];
  for await (const { events } of log.subscribe({ after: '0', limit: 50, ...(streamPrefixes && { streamPrefixes }) })) {
    seen.push(...events);
    if (seen.at(-1)?.position === String(total)) break;
  }
  return seen;
}

async function compete(url: string, longestHold: number, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  while (!signal.aborted) {
    await client.query('BEGIN');
    // Losing the race for a position is as good as winning it: the transaction is rolled back either way.
    await client
      .query(COMPETE)
      .then(() => client.query(HOLD, [longestHold / 4]))
      .catch(() => undefined);
    await client.query('ROLLBACK');
  }
  await client.end();
}
