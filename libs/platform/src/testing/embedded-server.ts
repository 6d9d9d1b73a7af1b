import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach } from '@jest/globals';
import pg from 'pg';

import { silentLogger } from '../logger.ts';
import type { EmbeddedPostgres } from '../postgres/embedded.ts';
import { startEmbeddedPostgres } from '../postgres/embedded.ts';
import { pause } from '../processes.ts';

/** The global set-up has built it: a process of its own can be killed without killing the test. */
const BUILT = fileURLToPath(new URL('../../../../dist/libs/platform/src/postgres/embedded.js', import.meta.url));
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

/** Starts the server from a process of its own; answers its admin URL and process. */
export async function startElsewhere(
  account: { uid?: number; gid?: number } = {},
): Promise<{ child: ChildProcess; adminUrl: string }> {
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(BUILT)});
    const quiet = () => {};
    const options = { dataDirectory: ${JSON.stringify(place.dataDirectory)}, logger: { debug: quiet, info: quiet, warn: quiet, error: quiet } };
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
    rmSync(place.parent, { recursive: true, force: true });
  });
}
