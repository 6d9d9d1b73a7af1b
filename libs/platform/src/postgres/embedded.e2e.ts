import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { silentLogger } from '../logger.ts';
import { isAlive, pause } from '../processes.ts';
import type { EmbeddedPostgres } from './embedded.ts';
import { findEmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';

/** The global set-up has built it: a process of its own can be killed without killing the test. */
const BUILT = fileURLToPath(new URL('../../../../dist/libs/platform/src/postgres/embedded.js', import.meta.url));
const asRoot = process.getuid?.() === 0;

let parent: string;
let dataDirectory: string;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

async function start(options: { port?: number } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory, logger: silentLogger, sharedDirectory: join(parent, 'shared'), ...options });
  running.push(server);
  return server;
}

/** Starts the server from a process of its own; answers its admin URL and process. */
async function startElsewhere(account: { uid?: number; gid?: number } = {}): Promise<{ child: ChildProcess; adminUrl: string }> {
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(BUILT)});
    const quiet = () => {};
    const options = { dataDirectory: ${JSON.stringify(dataDirectory)}, logger: { debug: quiet, info: quiet, warn: quiet, error: quiet } };
    const server = await startEmbeddedPostgres(options);
    console.log(server.adminUrl);
    setInterval(quiet, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { ...account, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const adminUrl = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', (status) => reject(new Error(`ended with ${status}`)));
  });
  return { child, adminUrl };
}

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function askUntilAnswered(url: string, statement: string): Promise<unknown[]> {
  for (let attempt = 0; attempt < 400; attempt++) {
    try {
      return await ask(url, statement);
    } catch {
      await pause(25);
    }
  }
  throw new Error('no answer');
}

const cluster = (): string => join(dataDirectory, 'postgres', 'cluster');
const postmaster = (): number => Number(readFileSync(join(cluster(), 'postmaster.pid'), 'utf8').split('\n')[0]);

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'afa-embedded-'));
  chmodSync(parent, 0o711);
  dataDirectory = join(parent, 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of running.splice(0)) await server.stop();
  rmSync(parent, { recursive: true, force: true });
});

describe('startEmbeddedPostgres', () => {
  it('keeps what was written, on durable settings, over a stop and a start', async () => {
    const first = await start();
    await ask(first.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    const settings = await ask(first.adminUrl, `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'data_checksums') ORDER BY 1`);
    expect(settings).toEqual(['data_checksums', 'fsync', 'synchronous_commit'].map((name) => ({ name, setting: 'on' })));
    expect(await ask(first.adminUrl, `SELECT datcollate, pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = 'postgres'`)).toEqual([
      { datcollate: 'C', encoding: 'UTF8' },
    ]);
    await first.stop();
    expect(existsSync(join(cluster(), 'postmaster.pid'))).toBe(false);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await ask(second.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('lets nobody in without the password, which only the owner can read', async () => {
    const { adminUrl } = await start();
    const wrong = new URL(adminUrl);
    wrong.password = 'wrong';
    await expect(ask(wrong.toString(), 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(dataDirectory, 'secrets', 'postgres-admin')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDirectory, 'secrets')).mode & 0o777).toBe(0o700);
  });

  it('refuses a second start on the same data, and lets a tool find the server', async () => {
    const { adminUrl } = await start();
    await expect(start()).rejects.toMatchObject({ code: 'data-directory-in-use', message: expect.stringContaining(String(process.pid)) });
    expect(await findEmbeddedPostgres(dataDirectory, join(parent, 'shared'))).toEqual({ adminUrl });
  });

  it('adopts the server of a process that was killed', async () => {
    const { child, adminUrl } = await startElsewhere();
    await expect(start()).rejects.toMatchObject({ code: 'data-directory-in-use' });
    await ask(adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    const pid = postmaster();
    await kill(child);
    const adopted = await start();
    expect(adopted).toMatchObject({ adopted: true, pid, adminUrl });
    expect(await ask(adopted.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await adopted.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('recovers when process and server were both killed', async () => {
    const { child, adminUrl } = await startElsewhere();
    await ask(adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    await kill(child);
    process.kill(postmaster(), 'SIGKILL');
    const again = await start();
    expect(again.adopted).toBe(false);
    expect(await ask(again.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('is not fooled by a postmaster.pid whose number now belongs to another process', async () => {
    const first = await start();
    const stale = readFileSync(join(cluster(), 'postmaster.pid'), 'utf8').replace(/^\d+/, String(process.pid));
    await first.stop();
    writeFileSync(join(cluster(), 'postmaster.pid'), stale);
    expect((await start()).adopted).toBe(false);
  });

  it('starts a killed server again on the same address, also an adopted one', async () => {
    const { child, adminUrl } = await startElsewhere();
    await kill(child);
    const server = await start();
    await ask(adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    for (let round = 0; round < 2; round++) {
      const before = server.pid;
      process.kill(before, 'SIGKILL');
      expect(await askUntilAnswered(adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
      while (server.pid === before) await pause(25);
    }
  });

  it('begins again when it was killed while creating the cluster', async () => {
    mkdirSync(join(dataDirectory, 'postgres', 'cluster.new', 'base'), { recursive: true });
    writeFileSync(join(dataDirectory, 'postgres', 'cluster.new', 'PG_VERSION'), '18\n');
    chmodSync(dataDirectory, 0o711);
    const server = await start();
    expect(await ask(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(join(dataDirectory, 'postgres'))).toEqual(['cluster']);
  });
});

describe('startEmbeddedPostgres says in one line what is wrong:', () => {
  async function refusal(code: string, words: string, options: { port?: number } = {}): Promise<void> {
    const error = await start(options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'PlatformError', code, message: expect.stringContaining(words) });
    expect((error as Error).message).not.toContain('\n');
  }

  const file = (...path: string[]): string => join(cluster(), ...path);
  const aside = (...path: string[]): (() => void) => {
    renameSync(file(...path), join(parent, 'aside'));
    return () => renameSync(join(parent, 'aside'), file(...path));
  };

  it('whatever part of the cluster is damaged', async () => {
    await (await start()).stop();
    const control = readFileSync(file('global', 'pg_control'));
    const damages: (() => () => void)[] = [
      () => aside('PG_VERSION'),
      () => aside('global', 'pg_control'),
      () => aside('pg_wal'),
      () => aside('base'),
      () => {
        truncateSync(file('global', 'pg_control'), 100);
        return () => writeFileSync(file('global', 'pg_control'), control);
      },
      () => {
        writeFileSync(file('global', 'pg_control'), control.map((byte, index) => (index === 60 ? byte ^ 1 : byte)));
        return () => writeFileSync(file('global', 'pg_control'), control);
      },
    ];
    for (const damage of damages) {
      const undo = damage();
      await refusal('data-directory-damaged', cluster());
      undo();
    }
    await start();
  });

  it('another major version', async () => {
    await (await start()).stop();
    writeFileSync(join(cluster(), 'PG_VERSION'), '17\n');
    await refusal('data-directory-version', 'written by PostgreSQL 17');
  });

  it('the port is taken', async () => {
    const rival = createServer();
    await new Promise<void>((resolve) => rival.listen(0, '127.0.0.1', resolve));
    const { port } = rival.address() as { port: number };
    await refusal('port-in-use', String(port), { port });
    rival.close();
  });

  it('the place is no directory', async () => {
    writeFileSync(dataDirectory, '');
    await refusal('data-directory-unwritable', dataDirectory);
  });

  it('a lost password, and a wrong one', async () => {
    await (await start()).stop();
    const password = join(dataDirectory, 'secrets', 'postgres-admin');
    rmSync(password);
    await refusal('data-directory-damaged', 'password of the database is gone');
    writeFileSync(password, 'wrong');
    await refusal('data-directory-not-ours', 'refuses our log-in');
    expect(existsSync(file('postmaster.pid'))).toBe(false);
  });
});

describe('whoever starts it, root or a plain user', () => {
  it('the server does not run as root', async () => {
    await start();
    expect(statSync(cluster()).uid).toBeGreaterThan(0);
  });

  it('a data directory nobody else can reach is no obstacle, and a copy of it never shares the cluster', async () => {
    const hidden = join(parent, 'home');
    mkdirSync(hidden, { mode: 0o700 });
    dataDirectory = join(hidden, 'data');
    const server = await start();
    expect(await ask(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(parent).includes('shared')).toBe(asRoot);
    await server.stop();

    const original = dataDirectory;
    dataDirectory = join(hidden, 'copy');
    cpSync(original, dataDirectory, { recursive: true });
    const copied = await start().catch((error: unknown) => error);
    if (asRoot) expect(copied).toMatchObject({ code: 'data-directory-not-ours' });
    else expect(copied).toMatchObject({ adopted: false });
  });

  it('works the same for a plain user', async () => {
    const account = asRoot ? { uid: 65_534, gid: 65_534 } : {};
    mkdirSync(dataDirectory, { mode: 0o700 });
    if (account.uid) chownSync(dataDirectory, account.uid, account.gid);
    const { child, adminUrl } = await startElsewhere(account);
    expect(await ask(adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(statSync(cluster()).uid).toBe(account.uid ?? process.getuid?.());
    await kill(child);
    expect((await start()).adopted).toBe(true);
  });
});
