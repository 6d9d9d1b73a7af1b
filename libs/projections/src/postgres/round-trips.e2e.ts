import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyBatch } from '../engine/apply-batch.ts';
import { readModels } from '../read-models/all.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../testing/projection-database.ts';
import { type BatchClient, openBatchClient } from './batch-client.ts';
import { openGenerationTables } from './generation-tables.ts';

/** A client that counts what is sent. */
function counting(client: BatchClient) {
  const counts = { trips: 0, statements: 0 };
  const counted: BatchClient = {
    async session() {
      const session = await client.session();
      const send: typeof session.send = (statements) => {
        counts.trips += 1;
        counts.statements += statements.length;
        return session.send(statements);
      };
      return { send };
    },
    close: () => client.close(),
  };
  return { counts, client: counted };
}

describe('a batch', () => {
  let made: ProjectionDatabase;
  beforeAll(async () => {
    made = await createProjectionDatabase();
  });
  afterAll(() => made.drop());

  it('costs two round trips and a number of statements that does not grow with its events', async () => {
    const events = await made.write(77, 900);
    const { generation, stop } = await made.start({ delivery: { async *pages() {} } });
    await stop();
    const { client, counts } = counting(openBatchClient(made.database.urls.projector, () => undefined));
    const engine = { log: made.log, models: readModels, tables: openGenerationTables(client, generation, 'test') };
    const taken: { size: number; trips: number; statements: number }[] = [];
    let from = '0';
    for (const size of [1, 10, 100, 400]) {
      const first = taken.reduce((sum, batch) => sum + batch.size, 0);
      const batch = events.slice(first, first + size);
      Object.assign(counts, { trips: 0, statements: 0 });
      await applyBatch(engine, from, batch);
      from = batch.at(-1)!.position;
      taken.push({ size, ...counts });
    }
    await client.close();
    expect(events.length).toBeGreaterThan(511);
    expect(taken.map(({ trips }) => trips)).toEqual([2, 2, 2, 2]);
    // begin, checkpoint moved and read, streams, a look-up each; close and insert each, values, heads, commit
    const most = 4 + readModels.length + 2 * readModels.length + 3;
    for (const { statements } of taken) expect(statements).toBeLessThanOrEqual(most);
    expect(taken[0]!.statements).toBeLessThanOrEqual(11);
  });

  it('whose connection breaks between its round trips writes nothing, also not on the next connection', async () => {
    const { generation, stop } = await made.start({ generation: 2, delivery: { async *pages() {} } });
    await stop();
    const events = await made.log.readAll({ after: '0', limit: 200 });
    const real = openBatchClient(made.database.urls.projector, () => undefined);
    const breaking: BatchClient = {
      async session() {
        const session = await real.session();
        const send: typeof session.send = async (statements) => {
          if (statements.some(({ text }) => text.includes('INSERT')))
            await made.admin.query(
              `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'afa-projector' AND datname = current_database()`,
            );
          return session.send(statements);
        };
        return { send };
      },
      close: () => real.close(),
    };
    const engineOn = (client: BatchClient) => ({
      log: made.log,
      models: readModels,
      tables: openGenerationTables(client, generation, 'test'),
    });
    await expect(applyBatch(engineOn(breaking), '0', events)).rejects.toThrow();
    const heads = await made.admin.query('SELECT * FROM rm_2.stream_heads');
    expect(heads.rows).toEqual([]);
    expect(await engineOn(real).tables.checkpoint()).toBe('0');
    await applyBatch(engineOn(real), '0', events);
    expect(await engineOn(real).tables.checkpoint()).toBe('200');
    await real.close();
  });
});
