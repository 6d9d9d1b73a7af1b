import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { ask, type Loose, send } from '../../standalone/ask.ts';
import { createStandaloneHome, type RunningStandalone, type StandaloneHome } from '../../support/standalone.ts';
import { randomFrom } from '../../support-domain/random.ts';

/** A hundred at full size. */
const KILLS = Math.max(4, Math.round(100 * Number(process.env['AFA_FAULT_SCALE'] ?? 0.1)));
const SEED = Number(process.env['AFA_SEED'] ?? Date.now() % 1_000_000);
const EVENTS_BEFORE = 400;
const CLIENTS = 4;

let home: StandaloneHome;
let app: RunningStandalone;
beforeAll(async () => {
  home = await createStandaloneHome();
  app = await home.start();
});
afterAll(() => home.remove());

async function query<Row extends object>(statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: home.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

const headers = () => ({ 'content-type': 'application/json', authorization: `Bearer ${app.token}` });
const address = (operation = '') => `${app.url}/v1/operations/projections${operation && `/${operation}`}`;

/** The last message of an operation; undefined where the process went meanwhile. */
async function operate(operation: string, body: object = {}): Promise<Loose> {
  const answer = await fetch(address(operation), { method: 'POST', headers: headers(), body: JSON.stringify(body) });
  const text = (await answer.text()).trim();
  if (answer.status !== 200) throw new Error(`${operation} was answered ${answer.status}: ${text}`);
  return JSON.parse(text.split('\n').at(-1)!);
}

async function generations(): Promise<Loose[]> {
  const answer = await fetch(address(), { headers: headers() });
  const status: Loose = await answer.json();
  return status.projections;
}

/** Registers parties from several clients until they are stopped or the process is gone. */
function commandMeanwhile(name: string) {
  let stopped = false;
  let accepted = 0;
  const client = async (number: number): Promise<void> => {
    for (let count = 0; !stopped; count += 1) {
      const body = { kind: 'organisation', names: [{ form: `${name} ${number} ${count}` }] };
      const answer = await send(app, 'RegisterParty', body).catch(() => undefined);
      if (!answer) return;
      if (answer.status === 201) accepted += 1;
      await pause(5);
    }
  };
  const running = Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  return { accepted: () => accepted, stop: () => ((stopped = true), running) };
}

async function lastPosition(): Promise<string> {
  return (await ask(app.url, '/v1/events?limit=1')).head.position;
}

describe(`a process that is killed ${KILLS} times while it builds a generation (seed ${SEED})`, () => {
  it('goes on after each start, serves the former generation meanwhile, and ends with equal rows', async () => {
    const before = commandMeanwhile('before');
    while (before.accepted() < EVENTS_BEFORE) await pause(50);
    await before.stop();
    const random = randomFrom(SEED);
    const begun = performance.now();
    expect(await operate('rebuild', { passes: 4 })).toMatchObject({ kind: 'ready', generation: 2 });
    /** How long a build takes here, about: kills are spread over so much time. */
    const whole = Math.max(300, performance.now() - begun);
    await operate('cancel');
    let completed = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const writing = commandMeanwhile(`kill ${kill}`);
      const rebuilding = operate('rebuild', { passes: 4 }).catch(() => undefined);
      await pause(random.below(whole * 1.5));
      await app.kill();
      await Promise.all([rebuilding, writing.stop()]);
      app = await home.start();
      expect((await ask(app.url, '/v1/swaps')).data.length).toBeGreaterThan(0);
      const all = await generations();
      expect(all.filter(({ status }) => status === 'serving').map(({ generation }) => generation)).toEqual([1]);
      if (!all.some(({ build, status }) => status === 'building' && build.filledAt !== null)) continue;
      completed += 1;
      expect(await operate('compare')).toMatchObject({ kind: 'comparison', equal: true });
      await operate('cancel');
    }
    const writing = commandMeanwhile('at last');
    const ready = await operate('rebuild', { passes: 4 });
    await writing.stop();
    expect(await operate('compare', { generation: ready.generation })).toMatchObject({ equal: true, differences: [] });
    expect(await operate('switch')).toMatchObject({ former: 1, serving: ready.generation });
    const position = await lastPosition();
    const list = await ask(app.url, `/v1/parties?limit=1&minPosition=${position}`);
    expect(list.data).toHaveLength(1);
    // Each pass is there once or not at all: what was killed half way left nothing behind.
    const doubled = await query(
      `SELECT key FROM rm_${ready.generation}.claims GROUP BY key, known_from HAVING count(*) > 1`,
    );
    expect(doubled).toEqual([]);
    const schemas = await query<{ nspname: string }>(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rm\\_%'`);
    expect(schemas.map(({ nspname }) => nspname).sort()).toEqual(['rm_1', `rm_${ready.generation}`].sort());
    expect(completed).toBeLessThan(KILLS + 1);
  }, 1_200_000);
});
