import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { root } from '../../support/standalone-process.ts';
import { type KurrentStandIn, startKurrentStandIn } from '../../wire/kurrentdb/start.ts';
import { startTestDistributed, type TestDistributed } from './profile.ts';

const APPS = ['command-api', 'relay', 'projector', 'gateway'] as const;

let distributed: TestDistributed;
beforeAll(async () => {
  distributed = await startTestDistributed({ apps: [...APPS, 'relay-2'], firstCase: false });
}, 240_000);
afterAll(() => distributed?.remove());

const app = (name: string) => distributed.apps[name]!;
const gateway = (): string => distributed.urls['gateway']!;

function send(id: string): Promise<Response> {
  return fetch(`${gateway()}/v1/commands/RegisterPerson`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${distributed.token}`,
      'content-type': 'application/json',
      'idempotency-key': id,
    },
    body: JSON.stringify({ id, names: [{ form: 'Clara Example' }] }),
  });
}

/** Written by command-api, published by the relay, applied by the projector, read at the gateway. */
async function writeAndRead(): Promise<void> {
  const id = randomUUID();
  const written = await send(id);
  expect(written.status).toBe(201);
  const { token } = (await written.json()) as { token: string };
  const read = await fetch(`${gateway()}/v1/persons/${id}?token=${token}`, { headers: { prefer: 'wait=30' } });
  expect(read.status).toBe(200);
}

const metric = async (name: string, figure: string): Promise<number> => {
  const text = await (await fetch(`${distributed.urls[name]}/metrics`)).text();
  return Number(new RegExp(`^${figure} (\\S+)$`, 'm').exec(text)?.[1]);
};

describe('a bad configuration', () => {
  const bad = {
    AFA_PORT: 'x',
    AFA_LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://someone:secret-word@db/afa',
    KURRENTDB_URL: 'http://here',
  };

  it.each(APPS)('%s names every bad variable at once, none of their values, and ends with 1', async (name) => {
    const main = join(root, `dist/apps/${name}/src/main.js`);
    const end = await new Promise<{ code: unknown; stderr: string }>((resolve) =>
      execFile(process.execPath, [main], { env: { PATH: process.env['PATH'], ...bad } }, (error, _stdout, stderr) =>
        resolve({ code: error?.code, stderr }),
      ),
    );
    expect(end.code).toBe(1);
    expect(end.stderr.trim().split('\n')).toHaveLength(1);
    for (const variable of Object.keys(bad)) expect(end.stderr).toContain(`${variable}: `);
    expect(end.stderr).not.toContain('secret-word');
  });
});

describe('the apps together', () => {
  it('say that they are ready, the relay that stands by among them', async () => {
    for (const { url } of Object.values(distributed.apps)) expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const active = await Promise.all(['relay', 'relay-2'].map((name) => metric(name, 'afa_relay_active')));
    expect(active.sort()).toEqual([0, 1]);
    await writeAndRead();
  });

  it.each(APPS)('go on where they stood after %s was killed and started again', async (name) => {
    await app(name).kill('SIGKILL');
    await app(name).start();
    await writeAndRead();
  });

  it('go on with the other relay where the active one is killed', async () => {
    const active = (await metric('relay', 'afa_relay_active')) === 1 ? 'relay' : 'relay-2';
    await app(active).kill('SIGKILL');
    await writeAndRead();
    await app(active).start();
    expect(await metric(active, 'afa_relay_active')).toBe(0);
  });

  it('answer reads without the command side, and tell who writes that it is away', async () => {
    await app('command-api').kill('SIGTERM');
    expect((await fetch(`${gateway()}/v1/persons`)).status).toBe(200);
    const refused = await send(randomUUID());
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ type: '/problems/unavailable' });
    await app('command-api').start();
    await writeAndRead();
  });

  it.each(APPS)('%s drains and ends with 0 on SIGTERM', async (name) => {
    expect(await app(name).kill('SIGTERM')).toEqual({ code: 0, signal: null });
    await app(name).start();
  });
});

describe('an event log that ends before what was published from it', () => {
  let behind: KurrentStandIn | undefined;
  afterAll(() => behind?.stop());
  beforeAll(async () => {
    await writeAndRead();
    await Promise.all(Object.values(distributed.apps).map((each) => each.kill('SIGTERM')));
    // The topic was lost as well: what was published from the log is known by the marks of the relay alone.
    const admin = new pg.Client(distributed.databaseUrl);
    await admin.connect();
    await admin.query('UPDATE relay.topics SET position = 0');
    await admin.end();
    const { file, ports } = distributed.kurrent;
    await distributed.kurrent.kill();
    behind = await startKurrentStandIn({ file, port: ports[0]!, truncateTo: 2 });
  });

  it.each(APPS)('is refused by %s at its start, with one sentence', async (name) => {
    const refusal = await app(name)
      .start()
      .then(
        () => 'it started',
        (error: Error) => error.message,
      );
    expect(refusal).toMatch(/did not start \(exit code 1\)/);
    expect(refusal).toMatch(new RegExp(`${name}: the event log ends at position \\d+, but events up to \\d+`));
    expect(app(name).isRunning()).toBe(false);
  });
});
