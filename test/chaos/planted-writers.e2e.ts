import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { handOverDatabase, type HandedDatabase } from '../support/standalone-database.ts';
import { checkOrder } from './checker/log.ts';
import { type Application, createApplication } from './driver/application.ts';
import { readLog } from './driver/collect.ts';
import { plant } from './planted/checkout.ts';
import { reportVerdicts } from './report.ts';

/** Neither the epoch nor the head is asked for, and the lock that gives the second start its clear message is nobody's. */
const sql = 'libs/event-log/src/postgres/append-sql.js';
const GUARD = 'WHERE epoch = $1 AND last_position = $2::bigint RETURNING 1)';
const unguarded = (behind: string) => ({
  file: sql,
  find: `${behind}\n   ${GUARD}`,
  put: `${behind}\n   WHERE $1::text <> '' RETURNING 1)`,
});
const WITHOUT_EPOCH = [
  unguarded('cardinality($3::text[])'),
  unguarded('$2::bigint + 1'),
  { file: 'libs/event-log/src/postgres/writer-session.js', find: 'if (rows[0]?.locked) return;', put: 'return;' },
];
/** The keys of the table would still refuse a fork; here only the writer is on trial. */
const WITHOUT_KEYS = `
ALTER TABLE log.events DROP CONSTRAINT events_pkey, DROP CONSTRAINT events_stream_revision_key`;

async function register(application: Application): Promise<void> {
  const response = await fetch(`${application.url()}/v1/commands/RegisterParty`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${application.token()}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ kind: 'state', names: [{ form: 'A state' }] }),
  });
  expect(await response.json()).toMatchObject({ revision: 0 });
}

describe('with planted: two writers without an epoch', () => {
  let database: HandedDatabase;
  let planted: Awaited<ReturnType<typeof plant>> | undefined;
  let writers: Application[] = [];
  beforeEach(async () => {
    database = await handOverDatabase();
    const { checkout } = (planted = await plant(WITHOUT_EPOCH));
    const options = { checkout, databaseUrl: database.url };
    writers = [await createApplication(options), await createApplication(options)];
  }, 120_000);
  afterEach(async () => {
    for (const writer of writers) await writer.remove();
    await planted?.remove();
    await database.drop();
  });

  it('the checker names: the log forks', async () => {
    const [one, other] = writers as [Application, Application];
    await one.start();
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(WITHOUT_KEYS);
    await admin.end();
    // The second must know the passwords that the first has set.
    await cp(join(one.dataDirectory, 'secrets'), join(other.dataDirectory, 'secrets'), { recursive: true });
    await other.start();
    for (let round = 0; round < 5; round += 1) {
      await register(one);
      await register(other);
    }
    const log = await readLog(database.url);
    const verdict = checkOrder({ log, shown: log, history: [], readers: {}, models: [], replays: [] });
    const said = verdict.violations.find((violation) => /^position \d+ is the \d+th$/.test(violation));
    const violations = said ? [] : ['not caught'];
    await reportVerdicts(
      'planted',
      [{ invariant: 'I3', claim: 'caught: writer without epoch', figure: said ?? '', violations }],
      '',
    );
    expect(verdict.violations).toEqual(expect.arrayContaining([expect.stringMatching(/^position \d+ is the \d+th$/)]));
  }, 120_000);
});
