import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { failing } from '../testing/cases.ts';
import {
  built,
  headsIn,
  idOf,
  parkedIn,
  refusedSwap,
  registered,
  startGenerations,
  untilReady,
} from '../testing/generations.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../testing/projection-database.ts';
import type { Projections } from './projections.ts';

let made: ProjectionDatabase;
const running: Projections[] = [];
beforeEach(async () => {
  made = await createProjectionDatabase();
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  await made.drop();
});

async function start(options?: Parameters<typeof startGenerations>[1]): Promise<Projections> {
  const projections = await startGenerations(made, options);
  running.push(projections);
  return projections;
}

async function expectSame(generation: number): Promise<void> {
  expect(await made.dump(`rm_${generation}`)).toBe(await made.dump('rm_1'));
  expect(await headsIn(made, `rm_${generation}`)).toBe(await headsIn(made, 'rm_1'));
  expect(await parkedIn(made, generation)).toBe(await parkedIn(made, 1));
}

const everything = async (projections: Projections): Promise<void> => {
  const { position } = await made.log.head();
  expect(await projections.waitFor(position, 30_000)).toBe('reached');
};

describe('a generation that is built', () => {
  it('has the rows of the one that serves, byte by byte, in any number of passes, and is followed from there', async () => {
    await made.write(3, 300);
    const projections = await start();
    await everything(projections);
    for (const passes of [1, 3]) {
      const generation = await built(projections, { passes });
      await expectSame(generation);
      await made.write(passes, 30);
      await everything(projections);
      await untilReady(projections, generation);
      await expectSame(generation);
      await projections.generations.retire(generation);
    }
  });

  it('parks what the serving one parks: what cannot be folded, what the database refuses, what an operator held up', async () => {
    const events = await made.write(4, 150);
    const poison = events.find(({ revision }) => revision === 2)!;
    await made.log.append({ stream: `swap-${idOf(9)}`, expected: 'none', events: [refusedSwap(9)] });
    const models = failing(poison.position);
    const projections = await start({ models });
    await everything(projections);
    const held = events.find(({ revision, stream }) => revision === 1 && stream !== poison.stream)!.stream;
    expect(await projections.park(held, 'under review')).toBe(true);
    const more = (await made.write(4, 0)).length;
    await made.log.append({ stream: held, expected: 'any', events: [registered(70)] });
    await made.log.append({ stream: `source-${idOf(71)}`, expected: 'none', events: [registered(71)] });
    await everything(projections);
    expect(more).toBe(events.length + 1);
    const generation = await built(projections, { passes: 2 });
    expect(await parkedIn(made, 1)).toMatch(/ refused /);
    await expectSame(generation);
    expect((await projections.generations.list())[1]).toMatchObject({ build: { careful: true, done: [0, 1] } });
  });

  it('goes on with the pass that was under way when the process ends or its connection breaks', async () => {
    await made.write(5, 200);
    const first = await start();
    await everything(first);
    const { generation } = await first.generations.rebuild({ passes: 4 });
    for await (const progress of first.generations.watch(generation))
      if (progress.kind !== 'filling' || progress.done > 0) break;
    await first.stop();
    const second = await start();
    await made.admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'afa-builder' AND datname = current_database()`,
    );
    await untilReady(second, generation);
    await expectSame(generation);
  });

  it('is begun anew by other code', async () => {
    await made.write(6, 60);
    const old = await start({ code: 'old', rest: 200 });
    await everything(old);
    const { generation } = await old.generations.rebuild({ passes: 4 });
    await old.stop();
    const renewed = await start({ code: 'new' });
    while ((await renewed.generations.list()).length < 3) await pause(20);
    await untilReady(renewed, generation + 1);
    await expectSame(generation + 1);
    const [, given, done] = await renewed.generations.list();
    expect(given).toMatchObject({ status: 'retired', build: { code: 'old', filledAt: null } });
    expect(done).toMatchObject({ status: 'building', build: { code: 'new' } });
  });

  it('is given up when it is retired, with its tables', async () => {
    await made.write(7, 100);
    const projections = await start({ rest: 50 });
    await everything(projections);
    const { generation } = await projections.generations.rebuild();
    await expect(projections.generations.rebuild()).rejects.toThrow('generation 2 is being built already');
    await projections.generations.retire(generation);
    const { rows } = await made.admin.query(`SELECT to_regnamespace('rm_2') AS schema`);
    expect(rows).toEqual([{ schema: null }]);
    expect(await built(projections)).toBe(3);
  });
});
