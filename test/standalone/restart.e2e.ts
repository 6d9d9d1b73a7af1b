import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';

import { createStandaloneHome, type RunningStandalone, type StandaloneHome } from '../support/standalone.ts';
import { ask, type Loose, send, wholeLog } from './ask.ts';

/** What became of commands that were on their way when the process ended. */
interface Load {
  /** By key, what the answer said was written. */
  readonly accepted: Map<string, { readonly id: string; readonly position: string }>;
  /** Sent without an answer: written or not, nobody was told. */
  readonly open: string[];
  readonly refused: number[];
}

const party = (key: string) => ({ kind: 'organisation', names: [{ form: `Party ${key}` }] });

/** Sends commands from several clients until the process is gone; calls `during` when enough were accepted. */
async function load(app: RunningStandalone, name: string, during: () => unknown): Promise<Load> {
  const done: Load = { accepted: new Map(), open: [], refused: [] };
  let next = 0;
  let gone = false;
  const client = async (): Promise<void> => {
    while (!gone) {
      const key = `${name}-${next++}`;
      try {
        const { status, body } = await send(app, 'RegisterParty', party(key), { 'idempotency-key': key });
        if (status !== 201) done.refused.push(status);
        else done.accepted.set(key, { id: body.events[0].id, position: body.position });
        if (done.accepted.size === 100) during();
      } catch {
        done.open.push(key);
        gone = true;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return done;
}

/** Everything that was acknowledged is there, once, where the answer said; what was not can be sent again, and is there once. */
async function expectNothingLost(app: RunningStandalone, { accepted, open }: Load): Promise<void> {
  expect(accepted.size).toBeGreaterThanOrEqual(100);
  for (const key of open) {
    const { status } = await send(app, 'RegisterParty', party(key), { 'idempotency-key': key });
    expect(status).toBe(201);
  }
  const log = await wholeLog(app.url);
  const nameOf = ({ data }: Loose): string => data.names[0].form;
  const byName = new Map(log.map((event) => [nameOf(event), event]));
  expect(byName.size).toBe(log.length);
  for (const [key, told] of accepted) expect(byName.get(`Party ${key}`)).toMatchObject(told);
  for (const key of open) expect(byName.has(`Party ${key}`)).toBe(true);
  expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => String(index + 1)));
}

/** The read models hold a row for every event of the log, once they have caught up. */
async function expectReadModelsWhole(app: RunningStandalone): Promise<void> {
  const names = (await wholeLog(app.url)).map(({ data }) => data.names[0].form);
  const listed: string[] = [];
  let path: string | null = `/v1/parties?limit=200&minPosition=${names.length}`;
  while (path !== null) {
    const page: Loose = await ask(app.url, path);
    listed.push(...page.data.map((each: Loose) => each.names[0].form));
    path = page.page.next === null ? null : `/v1/parties?limit=200&cursor=${encodeURIComponent(page.page.next)}`;
  }
  expect(listed).toEqual(names);
}

describe('the application on its own PostgreSQL, under load', () => {
  let home: StandaloneHome;
  beforeAll(async () => {
    home = await createStandaloneHome({ database: 'embedded' });
  });
  afterAll(() => home?.remove());

  it('drains on SIGTERM, and after kill -9 has everything that it acknowledged', async () => {
    const first = await home.start({ arguments: ['--empty'] });
    const drained = await load(first, 'drained', () => first.send('SIGTERM'));
    expect(await first.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    // Whoever comes while it stops is told so, or finds the door closed; nobody is left with a server error.
    expect(drained.refused.filter((status) => status !== 503)).toEqual([]);

    const second = await home.start();
    await expectNothingLost(second, drained);
    await expectReadModelsWhole(second);
    const killed = await load(second, 'killed', () => second.send('SIGKILL'));
    expect(await second.ended).toMatchObject({ code: null, signal: 'SIGKILL' });

    const third = await home.start();
    expect(third.token).toBe(first.token);
    await expectNothingLost(third, killed);
    await expectReadModelsWhole(third);
    const path = '/v1/parties?minPosition=999999999';
    const wait = async (): Promise<unknown> =>
      (await fetch(`${third.url}${path}`, { headers: { prefer: 'wait=30' } })).json();
    const patient = Promise.all(Array.from({ length: 12 }, wait));
    await pause(500);
    // Whoever waits is told what has been reached, and does not hold the stop for as long as he has patience; many are no leak.
    expect(await third.stop()).toMatchObject({ code: 0, stderr: '' });
    const told = { status: 503, detail: expect.stringContaining('999999999') };
    expect(await patient).toEqual(Array.from({ length: 12 }, () => expect.objectContaining(told)));
  });
});
