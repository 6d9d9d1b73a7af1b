import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { nameQuestionOf, type Reading, searchPersons } from '#libs/queries';
import { createExecutor } from '../../apps/command-api/src/index.ts';
import {
  createProjectionDatabase,
  type ProjectionDatabase,
} from '../../libs/projections/src/testing/projection-database.ts';

let made: ProjectionDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  made = await createProjectionDatabase();
  pool = new pg.Pool({ connectionString: made.database.urls.reader, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await made.drop();
});

it('nobody is found by a name whose value is gone, and nothing else than the value has to go', async () => {
  const execute = createExecutor(made.log);
  const body = { names: [{ form: 'Тарас Шевченко' }, { form: 'Kobzar' }] };
  const outcome = await execute({ name: 'RegisterPerson', body, actor: 'tester' });
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  const { id, position } = outcome.answer;
  const schema = await made.project();
  const reading: Reading = { generation: '1', schema, position, recordedAt: null, parked: [] };
  const side = { pool, log: made.log, projector: undefined as never };
  const found = async (name: string): Promise<string[]> =>
    (await searchPersons(side, reading, nameQuestionOf({ name }))).map(({ row }) => row.key);
  expect([await found('Shevchenko'), await found('Кобзар')]).toEqual([[id], [id]]);
  await made.admin.query(`DELETE FROM ${schema}.personal_values WHERE subject = $1 AND value = 'Kobzar'`, [id]);
  expect([await found('Shevchenko'), await found('Кобзар')]).toEqual([[id], []]);
  const columns = await made.admin.query<{ table_name: string }>(
    `SELECT table_name FROM information_schema.columns WHERE table_schema = $1 AND column_name = 'keys'`,
    [schema],
  );
  expect(columns.rows.map(({ table_name }) => table_name)).toEqual(['personal_values']);
});
