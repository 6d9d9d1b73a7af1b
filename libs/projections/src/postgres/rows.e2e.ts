import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import { applyBatch } from '../engine/apply-batch.ts';
import { readModels } from '../read-models/all.ts';
import { compareAsOf } from '../replay/compare.ts';
import { replayTo } from '../replay/replay.ts';
import { foldByHand } from '../testing/fold-by-hand.ts';
import { createMemoryTables } from '../testing/memory-tables.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../testing/projection-database.ts';

describe('rows in Postgres', () => {
  let made: ProjectionDatabase;
  let events: readonly RecordedEvent[];
  let schema: string;

  beforeAll(async () => {
    made = await createProjectionDatabase();
    events = await made.write(101, 500);
    schema = await made.project();
  });
  afterAll(() => made.drop());

  it('are the same as those of the engine on tables in memory', async () => {
    const tables = createMemoryTables();
    await applyBatch({ log: made.log, models: readModels, tables }, '0', events);
    expect(await made.dump(schema)).toBe(tables.dump());
  });

  it('are byte-identical when built anew, whatever the batches are', async () => {
    const first = await made.dump(schema);
    for (const [generation, batchSize] of [
      [2, 1],
      [3, 7],
      [4, 1_000],
    ] as const)
      expect(await made.dump(await made.project({ generation, batchSize }))).toBe(first);
  });

  it('are, as of a position, what a fold by hand up to there gives', async () => {
    for (const { position } of events.filter((_, index) => index % 37 === 0))
      expect(await made.asOf(schema, position)).toBe(foldByHand(events, position));
  });

  it('are, as of a position, those of a replay up to there', async () => {
    const url = made.database.urls.projector;
    for (const share of [0.1, 0.5, 1]) {
      const { position } = events[Math.ceil(events.length * share) - 1]!;
      const replay = await replayTo({ log: made.log, url, position });
      const { equal, differences, counts } = await compareAsOf({ url, schema: replay.schema, position });
      await replay.drop();
      expect(differences).toEqual([]);
      expect(equal).toBe(true);
      expect(counts['claims']!.replayed).toBeGreaterThan(10);
    }
    const { rows } = await made.admin.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rm_replay%'`);
    expect(rows).toEqual([]);
  });

  it('differ from a replay to another position, and every altered row is found', async () => {
    const url = made.database.urls.projector;
    const position = events.at(-1)!.position;
    const replay = await replayTo({ log: made.log, url, position });
    const [claim, source, value] = [
      `UPDATE ${replay.schema}.claims SET doc = '{}' WHERE (key, known_from) IN (SELECT key, known_from FROM ${replay.schema}.claims WHERE known_to = 9223372036854775807 LIMIT 1)`,
      `DELETE FROM ${replay.schema}.sources WHERE key = (SELECT min(key) FROM ${replay.schema}.sources)`,
      `UPDATE ${replay.schema}.personal_values SET value = 'another' WHERE ref = (SELECT min(ref) FROM ${replay.schema}.personal_values)`,
    ];
    const keys = `UPDATE ${replay.schema}.personal_values SET keys = '{1}' WHERE ref = (SELECT max(ref) FROM ${replay.schema}.personal_values WHERE keys IS NOT NULL)`;
    for (const tampering of [claim, source, value, keys]) await made.admin.query(tampering);
    const { equal, differences } = await compareAsOf({ url, schema: replay.schema, position });
    expect(equal).toBe(false);
    expect(differences.map(({ model, kind, fields }) => ({ model, kind, fields }))).toEqual([
      { model: 'sources', kind: 'extra', fields: expect.arrayContaining(['doc']) },
      { model: 'claims', kind: 'different', fields: ['doc'] },
      { model: 'personal_values', kind: 'different', fields: ['value'] },
      { model: 'personal_values', kind: 'different', fields: ['keys'] },
    ]);
    const earlier = String(BigInt(position) - 1n);
    expect((await compareAsOf({ url, schema: replay.schema, position: earlier })).equal).toBe(false);
    const beyond = compareAsOf({ url, schema: replay.schema, position: String(BigInt(position) + 1n) });
    await expect(beyond).rejects.toThrow('has reached position');
    await replay.drop();
  });

  it('hold no personal value: those stand in their own table', async () => {
    const { rows } = await made.admin.query<{ value: string }>(`SELECT DISTINCT value FROM ${schema}.personal_values`);
    const dump = (await made.dump(schema)).split('\n').slice(0, -1).join('\n');
    const parked = await made.admin.query('SELECT * FROM projection.parked');
    expect(rows.length).toBeGreaterThan(5);
    // The same words are used for what is not personal (an inclusion rule, a party's name): names with a number are not.
    for (const { value } of rows.filter((row) => /\d/.test(row.value))) {
      const named = new RegExp(`"persons .*${value}`);
      expect(dump).not.toMatch(named);
      expect(JSON.stringify(parked.rows)).not.toContain(value);
    }
  });
});
