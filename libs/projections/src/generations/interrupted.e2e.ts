import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomFrom } from '../../../../test/support-domain/random.ts';
import { headsIn, idOf, parkedIn, registered, startGenerations, untilReady } from '../testing/generations.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../testing/projection-database.ts';
import type { Projections } from './projections.ts';

/** A hundred at full size. */
const INTERRUPTIONS = Math.max(6, Math.round(100 * Number(process.env['AFA_FAULT_SCALE'] ?? 0.1)));
const SEED = Number(process.env['AFA_SEED'] ?? Date.now() % 1_000_000);

let made: ProjectionDatabase;
let projections: Projections;
beforeEach(async () => {
  made = await createProjectionDatabase();
});
afterEach(async () => {
  await projections.stop();
  await made.drop();
});

/** Appends until it is told to stop. */
function appendMeanwhile() {
  let stopped = false;
  let count = 0;
  const appending = (async () => {
    for (; !stopped; count += 1) {
      await made.log.append({ stream: `source-${idOf(count)}`, expected: 'none', events: [registered(count)] });
      await pause(3);
    }
  })();
  return { stop: () => ((stopped = true), appending.then(() => count)) };
}

const start = () => startGenerations(made, { rest: 8 });
const KILL = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'afa-builder' AND datname = current_database()`;

/** What happens to a build, at any moment of it. */
const interruptions: Readonly<Record<string, (building: number) => Promise<void>>> = {
  'its connections break': async () => void (await made.admin.query(KILL)),
  'the process ends': async () => {
    await projections.stop();
    projections = await start();
  },
  'it is cancelled': async (building) => {
    await projections.generations.retire(building);
    await projections.generations.rebuild({ passes: 3 });
  },
};

const buildingNow = async (): Promise<number | undefined> =>
  (await projections.generations.list()).find(({ status }) => status === 'building')?.generation;

describe(`a build that is interrupted ${INTERRUPTIONS} times at random, with live appends (seed ${SEED})`, () => {
  it('leaves the serving generation alone, and in the end holds exactly what that holds', async () => {
    await made.write(SEED, 150);
    const random = randomFrom(SEED);
    projections = await start();
    const appending = appendMeanwhile();
    const kinds = Object.keys(interruptions);
    let completed = 0;
    for (let done = 0; done < INTERRUPTIONS; done += 1) {
      let building = await buildingNow();
      if (building === undefined) building = (await projections.generations.rebuild({ passes: 3 })).generation;
      await pause(random.below(120));
      const { build } = (await projections.generations.list()).find(({ generation }) => generation === building)!;
      if (build!.filledAt !== null) {
        completed += 1;
        expect(await projections.generations.compare(building)).toMatchObject({ equal: true, differences: [] });
        await projections.generations.retire(building);
        continue;
      }
      await interruptions[random.pick(kinds)]!(building);
      expect(await projections.serving()).toMatchObject({ generation: '1', schema: 'rm_1' });
    }
    const last = (await buildingNow()) ?? (await projections.generations.rebuild({ passes: 3 })).generation;
    expect(await appending.stop()).toBeGreaterThan(10);
    await untilReady(projections, last);
    const { position } = await made.log.head();
    expect(await projections.waitFor(position, 30_000)).toBe('reached');
    await untilReady(projections, last);
    expect(await made.dump(`rm_${last}`)).toBe(await made.dump('rm_1'));
    expect(await headsIn(made, `rm_${last}`)).toBe(await headsIn(made, 'rm_1'));
    expect(await parkedIn(made, last)).toBe(await parkedIn(made, 1));
    expect(completed).toBeLessThan(INTERRUPTIONS);
  });
});
