import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Place } from '../../libs/event-log/src/testing/history-check.ts';

/**
 * The planted bug: a log numbered by a sequence, written by many transactions at once, read by "everything behind the last number".
 * It is what this test exists for, so it lives here and nowhere else.
 */
const CREATE = `
CREATE TABLE public.naive_events (
  position bigserial PRIMARY KEY, id uuid NOT NULL, stream text NOT NULL, revision int NOT NULL)`;
const INSERT = 'INSERT INTO public.naive_events (id, stream, revision) VALUES ($1, $2, $3)';
const PAGE =
  'SELECT id, stream, revision, position FROM public.naive_events WHERE position > $1 ORDER BY position LIMIT 50';
const ALL = 'SELECT id, stream, revision, position FROM public.naive_events ORDER BY position';

export interface NaiveAttack {
  readonly writers: number;
  readonly appendsPerWriter: number;
  /** Seconds. */
  readonly longestHold: number;
}

/** Runs the attack against the naive log. Returns what it holds and what its reader saw. */
export async function attackNaiveLog(adminUrl: string, attack: NaiveAttack): Promise<{ log: Place[]; seen: Place[] }> {
  const pool = new pg.Pool({ connectionString: adminUrl, max: attack.writers + 1 });
  await pool.query(CREATE);
  const done = new AbortController();
  const seen = read(pool, done.signal);
  await Promise.all(Array.from({ length: attack.writers }, (_, writer) => write(pool, writer, attack)));
  done.abort();
  const result = { seen: await seen, log: (await pool.query<Place>(ALL)).rows };
  await pool.end();
  return result;
}

async function write(pool: pg.Pool, writer: number, { appendsPerWriter, longestHold }: NaiveAttack): Promise<void> {
  for (let revision = 0; revision < appendsPerWriter; revision += 1) {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query(INSERT, [randomUUID(), `gap-${writer}`, revision]);
    // One of the first is held for certain, so that the attack does not depend on luck.
    if (Math.random() < 0.02 || (writer === 0 && revision === 0))
      await pause(1000 * longestHold * Math.max(0.5, Math.random()));
    await client.query(Math.random() < 0.02 && revision > 0 ? 'ROLLBACK' : 'COMMIT');
    client.release();
  }
}

/** Reads behind the last number it saw, as often as it can, and once more when everything is written. */
async function read(pool: pg.Pool, signal: AbortSignal): Promise<Place[]> {
  const seen: Place[] = [];
  for (let finished = false; ;) {
    const { rows } = await pool.query<Place>(PAGE, [seen.at(-1)?.position ?? 0]);
    seen.push(...rows);
    if (rows.length > 0) continue;
    if (finished) return seen;
    finished = signal.aborted;
    await pause(1);
  }
}
