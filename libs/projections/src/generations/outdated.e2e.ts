import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openOperator } from '../operate.ts';
import { startGenerations } from '../testing/generations.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../testing/projection-database.ts';
import type { Projections } from './projections.ts';

let made: ProjectionDatabase;
let projections: Projections | undefined;
beforeEach(async () => {
  made = await createProjectionDatabase();
});
afterEach(async () => {
  await projections?.stop();
  await made.drop();
});

describe('a register whose generation was made by older code', () => {
  it('gets a new one from the log, which serves when it is filled; until then waits wait and nothing is read', async () => {
    await made.write(11, 150);
    await made.project();
    const { position } = await made.log.head();
    await made.admin.query('DROP TABLE rm_1.talks; ALTER TABLE rm_1.personal_values DROP COLUMN keys');
    const warnings: string[] = [];
    const logger = { info() {}, warn: (fields: object, text: string) => void warnings.push(text), error() {} };
    projections = await startGenerations(made, { rest: 20, logger });
    expect(warnings).toEqual([expect.stringContaining('made by other code')]);
    const { generations } = projections;
    const operator = openOperator({ url: made.database.urls.reader, log: made.log });
    await expect(projections.serving()).rejects.toThrow('no generation serves yet');
    await expect(operator.serving()).rejects.toThrow('made by other code');
    expect(projections.position()).toBe('0');
    expect(await projections.waitFor(position, 20)).toBe('stale');
    const [outdated] = await generations.list();
    expect(outdated).toMatchObject({ status: 'serving', lacking: ['talks', 'personal_values.keys'] });
    expect(await projections.waitFor(position, 40_000)).toBe('reached');
    expect(await projections.serving()).toMatchObject({ generation: '2', schema: 'rm_2', position });
    expect(await operator.serving()).toMatchObject({ generation: '2' });
    await operator.close();
    const statuses = (await generations.list()).map(({ status }) => status);
    expect(statuses).toEqual(['standby', 'serving']);
    await expect(generations.rollBack('operator')).rejects.toThrow('made by other code, it lacks: talks');
    await generations.retire(1);
    expect(await made.dump('rm_2')).toBe(await made.dump(await made.project({ generation: 3 })));
  });

  it('goes on building after a restart, and the second start serves at once', async () => {
    await made.write(12, 150);
    await made.project();
    await made.admin.query('ALTER TABLE rm_1.claims DROP COLUMN refs');
    const first = await startGenerations(made, { rest: 30 });
    await pause(50);
    await first.stop();
    const { rows } = await made.admin.query('SELECT status FROM projection.generations ORDER BY generation');
    expect(rows).toEqual([{ status: 'serving' }, { status: 'building' }]);
    projections = await startGenerations(made);
    const { position } = await made.log.head();
    expect(await projections.waitFor(position, 40_000)).toBe('reached');
    await projections.stop();
    projections = await startGenerations(made);
    expect(await projections.serving()).toMatchObject({ generation: '2' });
    expect((await projections.generations.list()).length).toBe(2);
  });
});
