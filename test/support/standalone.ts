import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { handOverDatabase } from './standalone-database.ts';
import {
  buildOnce,
  type Ended,
  endWith,
  type SpawnOptions,
  spawnStandalone,
  untilReady,
} from './standalone-process.ts';

export type { Ended } from './standalone-process.ts';

/** A data directory and a database, on which the application is started as often as a test likes. */
export interface StandaloneHome {
  readonly dataDirectory: string;
  /** Undefined where the application runs its own PostgreSQL in the data directory. */
  readonly databaseUrl: string | undefined;
  /** Starts the application and waits for `/readyz`. @throws Error with all it said, where it does not come so far */
  start(options?: StartOptions): Promise<RunningStandalone>;
  /** Starts it where it is expected to end by itself. */
  startAndEnd(options?: StartOptions): Promise<Ended>;
  /** Kills what still runs and removes directory, server and database. */
  remove(): Promise<void>;
}

export interface StartOptions extends Omit<SpawnOptions, 'environment'> {
  /** On top of, or (undefined) without, the home's: free port, the home's data, warnings as JSON. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface RunningStandalone {
  readonly url: string;
  /** For `Authorization: Bearer`. */
  readonly token: string;
  readonly pid: number;
  output(): { readonly stdout: string; readonly stderr: string };
  /** SIGTERM: it drains. */
  stop(): Promise<Ended>;
  /** `kill -9`. An embedded PostgreSQL lives on; the next start adopts it. */
  kill(): Promise<Ended>;
  /** A signal without waiting for what it does. */
  send(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

export interface HomeOptions {
  /**
   * `shared` (default): a database of its own on the PostgreSQL of the test run, which saves seconds at every start; needs the jest
   * project "e2e". `embedded`: the application's own server in the data directory.
   */
  readonly database?: 'shared' | 'embedded';
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Where the application keeps its own server's files: as root, below a directory that its account cannot reach, elsewhere. */
export async function serverDirectory(dataDirectory: string): Promise<string> {
  return (await textOf(join(dataDirectory, 'postgres-location'))).trim() || join(dataDirectory, 'postgres');
}

/** The server that the application left behind, as `kill -9` does, goes with its files. */
async function removeServer(dataDirectory: string): Promise<void> {
  const directory = await serverDirectory(dataDirectory);
  const pid = Number((await textOf(join(directory, 'cluster/postmaster.pid'))).split('\n')[0]);
  try {
    for (let signal: NodeJS.Signals | 0 = 'SIGQUIT'; pid > 1; signal = 0) {
      process.kill(pid, signal);
      await pause(50);
    }
  } catch {
    // It is gone.
  }
  await rm(directory, { recursive: true, force: true });
}

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'afa-standalone-'));
  // The server's account must pass through where we are root; secrets inside have modes of their own.
  await chmod(directory, 0o711);
  return join(directory, 'data');
}

async function runningOf(
  process: ReturnType<typeof spawnStandalone>,
  dataDirectory: string,
): Promise<RunningStandalone> {
  const url = await untilReady(process, dataDirectory);
  const token = (await readFile(join(dataDirectory, 'secrets/token'), 'utf8')).trim();
  const { pid, output, send, ended } = process;
  return {
    url,
    token,
    pid,
    output,
    send,
    ended,
    stop: () => endWith(process, 'SIGTERM'),
    kill: () => endWith(process, 'SIGKILL'),
  };
}

/** A place for the application to live in. @throws Error where the code does not compile */
export async function createStandaloneHome({ database = 'shared' }: HomeOptions = {}): Promise<StandaloneHome> {
  await buildOnce();
  const dataDirectory = await makeDirectory();
  const handed = database === 'shared' ? await handOverDatabase() : undefined;
  const processes = new Set<ReturnType<typeof spawnStandalone>>();
  const spawned = (options: StartOptions = {}) => {
    const base = {
      AFA_HOST: '127.0.0.1',
      AFA_PORT: '0',
      AFA_DATA_DIR: dataDirectory,
      AFA_LOG_LEVEL: 'warn',
      AFA_LOG_FORMAT: 'json',
    };
    const process = spawnStandalone({
      ...options,
      environment: { ...base, DATABASE_URL: handed?.url, ...options.environment },
    });
    processes.add(process);
    void process.ended.finally(() => processes.delete(process)).catch(() => undefined);
    return process;
  };
  return {
    dataDirectory,
    databaseUrl: handed?.url,
    start: (options) => runningOf(spawned(options), options?.environment?.['AFA_DATA_DIR'] ?? dataDirectory),
    startAndEnd: (options) => spawned(options).ended,
    async remove() {
      await Promise.all([...processes].map((process) => endWith(process, 'SIGKILL')));
      await removeServer(dataDirectory);
      await handed?.drop();
      await rm(join(dataDirectory, '..'), { recursive: true, force: true });
    },
  };
}

/** One application in a home of its own, for a suite that needs no more. */
export async function startTestStandalone(
  options: HomeOptions & StartOptions = {},
): Promise<RunningStandalone & { readonly home: StandaloneHome; remove(): Promise<void> }> {
  const { database, ...start } = options;
  const home = await createStandaloneHome(database ? { database } : {});
  try {
    return { ...(await home.start(start)), home, remove: home.remove };
  } catch (error) {
    await home.remove();
    throw error;
  }
}
