import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { codeOf, messageOf, PlatformError } from '../error.ts';
import { readTextIfPresent, unwritable } from '../files.ts';
import { isAlive, isServerOn, pause } from '../processes.ts';
import type { Account } from './account.ts';
import { damaged } from './cluster.ts';
import { newClient } from './pool.ts';

/** What `postmaster.pid` says of a server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** The live server of this cluster, ours by its working directory; undefined if it is gone, whatever its file still says. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = (await readTextIfPresent(join(cluster, 'postmaster.pid')))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!(pid > 0) || !isServerOn(pid, cluster)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** A TCP port nobody listens on right now. Another process may still take it first; the caller tries again. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** Durability is never traded away; an error in the log names no statement, parameter or key value, for those may be personal. */
const SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_statement: 'none',
  log_checkpoints: 'off',
};

export interface LaunchRequest {
  readonly binary: string;
  readonly account: Account;
  readonly cluster: string;
  readonly port: number;
  readonly logFile: string;
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

const LOG_LIMIT_BYTES = 10_000_000;

async function openLog(logFile: string): Promise<number> {
  try {
    if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES)
      await rename(logFile, `${logFile}.1`);
    return openSync(logFile, 'a', 0o600);
  } catch (error) {
    throw unwritable(logFile, error);
  }
}

/** Detached, in a session of its own: Ctrl-C reaches our process only, which drains first and then stops the server. */
function spawnServer(request: LaunchRequest, log: number): ChildProcess {
  const settings = Object.entries({ ...SETTINGS, ...request.settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(request.binary, ['-D', request.cluster, '-p', String(request.port), ...settings], {
    ...request.account,
    cwd: '/',
    env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  return child;
}

/** The lines of the log since `offset` that say why the server stopped. */
function complaints(logFile: string, offset: number): string {
  const lines = readFileSync(logFile).subarray(offset).toString('utf8').split('\n');
  const serious = lines.filter((line) => /FATAL|PANIC|ERROR|error while loading|Permission denied/.test(line));
  return (serious.length > 0 ? serious : lines.slice(-2))
    .map((line) => line.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, ''))
    .join('; ')
    .trim();
}

/** Shared memory of a killed server lives until its last backend has noticed; then the start succeeds. */
const STILL_DYING = /pre-existing shared memory block|lock file "postmaster.pid" already exists/;
const PORT_TAKEN = /Address already in use|could not create any TCP\/IP sockets/;
const DAMAGED =
  /pg_control|control file|checkpoint record|could not (open|read|find|access) .*(file|directory|pg_wal)|invalid (page|data)|corrupt|is not a valid data directory|incorrect checksum|required WAL directory/;

function startFailure(request: LaunchRequest, why: string): PlatformError {
  if (PORT_TAKEN.test(why))
    return new PlatformError('port-in-use', `Port ${request.port} for PostgreSQL is already taken.`);
  if (DAMAGED.test(why)) return damaged(request.cluster, why);
  return new PlatformError(
    'postgres-start-failed',
    `PostgreSQL did not start on ${request.cluster}: ${why || 'no reason given'} (log: ${request.logFile}).`,
  );
}

/**
 * Starts the server and waits until it takes connections, however long crash recovery lasts, as long as the process lives.
 * @throws PlatformError `port-in-use`, `data-directory-damaged`, `postgres-start-failed`
 */
export async function launchServer(request: LaunchRequest, attempts = 50): Promise<Postmaster> {
  const log = await openLog(request.logFile);
  const offset = statSync(request.logFile).size;
  const child = spawnServer(request, log);
  let ended: string | undefined;
  child.once('error', (error) => (ended = messageOf(error)));
  child.once('exit', (status, signal) => (ended ??= `ended with ${signal ?? status}`));
  closeSync(log);
  while (ended === undefined) {
    const found = await findPostmaster(request.cluster);
    if (found?.ready && found.pid === child.pid) return found;
    await pause(15);
  }
  const why = complaints(request.logFile, offset) || ended;
  if (STILL_DYING.test(why) && attempts > 0) {
    await pause(200);
    return launchServer(request, attempts - 1);
  }
  throw startFailure(request, why);
}

const SHOW_DATA_DIRECTORY = 'SHOW data_directory';

/** PostgreSQL's own word that something is wrong; without one the connection broke, as it may while a crashed server recovers. */
const SQLSTATE = /^[0-9A-Z]{5}$/;
const RECOVERING = /^(08|57P0)/;
const isFleeting = (error: unknown): boolean => {
  const code = codeOf(error) ?? '';
  return !SQLSTATE.test(code) || RECOVERING.test(code);
};

/** Logs in and makes sure that the server behind the port is the one of this cluster. A connection that breaks is tried again. */
export async function assertServes(adminUrl: string, cluster: string, attempts = 25): Promise<void> {
  const client = newClient(adminUrl);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>(SHOW_DATA_DIRECTORY);
    if (rows[0]?.data_directory === cluster) return;
  } catch (error) {
    if (attempts > 1 && isFleeting(error)) {
      await pause(200);
      return assertServes(adminUrl, cluster, attempts - 1);
    }
    // Not a refused log-in: the server runs, but the files of the database that every cluster has are not there.
    if (!codeOf(error)?.startsWith('28')) throw damaged(cluster, messageOf(error));
    throw new PlatformError(
      'data-directory-not-ours',
      `The PostgreSQL server of ${cluster} refuses our log-in: ${messageOf(error)}.`,
      {
        cause: error,
      },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
  throw new PlatformError(
    'data-directory-not-ours',
    `Another PostgreSQL server answers in place of the one of ${cluster}.`,
  );
}

async function goneWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; isAlive(pid); waited += 20) {
    if (waited >= milliseconds) return false;
    await pause(20);
  }
  return true;
}

/**
 * Fast shutdown (open transactions are rolled back, everything is written), after 60 s an immediate one, from which the next start recovers.
 * @throws PlatformError `postgres-not-stopped`
 */
export async function stopServer(cluster: string, pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!isServerOn(pid, cluster)) return;
    process.kill(pid, signal);
    if (await goneWithin(pid, patience)) return;
  }
  throw new PlatformError('postgres-not-stopped', `The PostgreSQL server ${pid} of ${cluster} does not stop.`);
}
