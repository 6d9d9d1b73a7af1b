import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HandedDatabase, handOverDatabase } from '../../support/standalone-database.ts';
import { buildOnce, root } from '../../support/standalone-process.ts';
import { brokers, uniqueName } from '../support/kafka.ts';

interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

let directory: string;
let database: HandedDatabase;
let environment: NodeJS.ProcessEnv;
let started: Started | undefined;

beforeAll(async () => {
  await buildOnce();
  directory = await mkdtemp(join(tmpdir(), 'afa-start-distributed-'));
  database = await handOverDatabase();
  environment = {
    PATH: process.env['PATH'],
    AFA_DATA_DIR: directory,
    AFA_PORT: '0',
    DATABASE_URL: database.url,
    KAFKA_BROKERS: (await brokers()).join(','),
    AFA_TOPIC: uniqueName('afa-events'),
    AFA_TOPIC_PARTITIONS: '2',
    AFA_CONSUMER_GROUP: uniqueName('afa-projector'),
  };
}, 120_000);
afterAll(async () => {
  started?.child.kill('SIGTERM');
  await started?.ended;
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

function start(): Started {
  const child = spawn(process.execPath, ['infra/run/start-distributed.mjs'], { cwd: root, env: environment });
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => void (said += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said: () => said, ended };
}

async function untilReady({ child, said }: Started): Promise<string> {
  while (!said().includes('is ready')) {
    if (child.exitCode !== null) throw new Error(said());
    await pause(50);
  }
  const { url } = JSON.parse(await readFile(join(directory, 'server.json'), 'utf8')) as { url: string };
  return url;
}

const swaps = async (url: string): Promise<string[]> => {
  const { data } = (await (await fetch(`${url}/v1/swaps`)).json()) as { data: { id: string }[] };
  return data.map(({ id }) => id);
};

describe('npm run start:distributed', () => {
  let first: readonly string[];

  it('imports the first case, says what can be opened and that the event log is a stand-in, and ends with 0 on Ctrl-C', async () => {
    started = start();
    const url = await untilReady(started);
    expect(started.said()).toContain(`${url}/v1/swaps`);
    expect(started.said()).toContain('THE EVENT LOG IS A STAND-IN');
    // Shown to nobody: terminals are logged.
    expect(started.said()).not.toMatch(/afa_[\w-]{43}/);
    first = await swaps(url);
    expect(first.length).toBeGreaterThan(0);
    started.child.kill('SIGINT');
    expect(await started.ended).toBe(0);
    expect(existsSync(join(directory, 'server.json'))).toBe(false);
  });

  it('goes on with its data on the next start, and stops everything with 1 where a process ends', async () => {
    started = start();
    const url = await untilReady(started);
    expect(await swaps(url)).toEqual(first);
    const relay = /relay +(http:\S+)/.exec(started.said())![1]!;
    const { pid } = JSON.parse(await readFile(join(directory, 'server.json'), 'utf8')) as { pid: number };
    expect(pid).toBe(started.child.pid);
    const health = await (await fetch(`${relay}/readyz`)).json();
    expect(health).toMatchObject({ checks: { kafka: 'ok' } });
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    for (const child of children.trim().split(' '))
      if ((await readFile(`/proc/${child}/cmdline`, 'utf8')).includes('apps/relay/'))
        process.kill(Number(child), 'SIGKILL');
    expect(await started.ended).toBe(1);
    expect(started.said()).toContain('relay has ended (killed by SIGKILL); everything stops.');
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
  });
});
