import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { UNKNOWN_TYPE } from '../checker/fold.ts';
import type { History } from '../history.ts';
import type { Application } from './application.ts';

/** $1 stream, $2 type, $3 id and command. Another version of the register wrote this, as far as this one can tell. */
const APPEND = `
INSERT INTO log.events (position, stream, revision, id, type, schema_version, recorded_at, data, metadata)
SELECT (SELECT max(position) + 1 FROM log.events), $1, max(revision) + 1, $3::uuid, coalesce($2::text, 'LegReported'), 1, now(),
       (SELECT data FROM log.events WHERE stream = $1 AND type = 'LegReported' ORDER BY position LIMIT 1),
       jsonb_build_object('actor', 'poison', 'commandId', $3::uuid, 'correlationId', $3::uuid, 'causationId', $3::uuid)
  FROM log.events WHERE stream = $1`;
const WRITER = 'UPDATE log.writer SET last_position = (SELECT max(position) FROM log.events)';
const BUSIEST = `
SELECT stream FROM log.events WHERE type = 'LegReported' GROUP BY stream ORDER BY count(*) DESC LIMIT 1`;

/**
 * Puts an event of an unknown type, and a good one behind it, into the busiest swap while the application is down. Its rows must stay
 * as they were before the first of the two, and all other streams must go on.
 */
export async function poison(application: Application, history: History): Promise<void> {
  // Killed, it leaves its server behind.
  await application.end('SIGKILL');
  const client = new pg.Client({ connectionString: await application.adminUrl() });
  await client.connect();
  try {
    await client.query('BEGIN');
    const [busiest] = (await client.query<{ stream: string }>(BUSIEST)).rows;
    for (const type of [UNKNOWN_TYPE, null, null]) {
      const key = randomUUID();
      history.record('poison', 'append', 'invoke', { key, command: type ?? 'LegReported', body: {} });
      await client.query(APPEND, [busiest!.stream, type, key]);
    }
    await client.query(WRITER);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
  await application.start();
}
