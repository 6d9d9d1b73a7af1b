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
    send(statements) {
      counts.trips += 1;
      counts.statements += statements.length;
      return client.send(statements);
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
    // begin, checkpoint, streams, 8 look-ups; 8 × close and insert, values, heads, commit
    for (const { statements } of taken) expect(statements).toBeLessThanOrEqual(3 + 8 + 16 + 3);
    expect(taken[3]!.statements).toBe(30);
    expect(taken[0]!.statements).toBeLessThanOrEqual(10);
  });
});
