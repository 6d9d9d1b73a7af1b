import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  buildOnce,
  type Ended,
  endWith,
  root,
  type StandaloneProcess,
  untilReady,
} from '../../support/standalone-process.ts';

/** The application as the chaos driver holds it: one at a time on one data directory, killed and started again. */
export interface Application {
  readonly dataDirectory: string;
  /** Where it answers; of the last start. */
  url(): string;
  token(): string;
  /** Starts it and waits for `/readyz`. */
  start(): Promise<void>;
  /** Sends the signal to the process and waits for its end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
  /** A signal without waiting. */
  send(signal: NodeJS.Signals): void;
  /** Told where the process ends although nobody here ended it. */
  onOwnEnd(listener: (ended: Ended) => void): void;
  /** The number of its PostgreSQL's postmaster as it runs now; only where that is embedded. */
  postmaster(): Promise<number>;
  /** Superuser, in the register's database. */
  adminUrl(): Promise<string>;
  /** Kills what still runs and removes the data. */
  remove(): Promise<void>;
}

export interface ApplicationOptions {
  /** The compiled checkout to run; default: this one. */
  readonly checkout?: string;
  /** An empty database handed over; default: the application's own PostgreSQL in the data directory. */
  readonly databaseUrl?: string;
}

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

function launch(checkout: string, environment: NodeJS.ProcessEnv): StandaloneProcess {
  const main = join(checkout, 'dist/apps/standalone/src/main.js');
  const child = spawn(process.execPath, [main, '--empty'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const said = { stdout: '', stderr: '' };
  // Only the last words are of use, and a long run says a lot.
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout = (said.stdout + text).slice(-20_000)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr = (said.stderr + text).slice(-20_000)));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal, ...said });
    });
  });
  ended.catch(() => undefined);
  return { pid: child.pid ?? 0, output: () => ({ ...said }), send: (signal) => void child.kill(signal), ended };
}

/** Where the embedded server keeps its cluster: elsewhere for whoever is root, and then a file says where. */
async function clusterOf(dataDirectory: string): Promise<string> {
  const elsewhere = await readFile(join(dataDirectory, 'postgres-location'), 'utf8').catch(() => null);
  return join(elsewhere?.trim() ?? join(dataDirectory, 'postgres'), 'cluster');
}

const postmasterLines = async (dataDirectory: string): Promise<string[]> =>
  (await readFile(join(await clusterOf(dataDirectory), 'postmaster.pid'), 'utf8')).split('\n');

/** Ends a server that was left behind, and its cluster. */
async function removeServer(dataDirectory: string): Promise<void> {
  const pid = Number((await postmasterLines(dataDirectory).catch(() => ['']))[0]);
  for (let signal: NodeJS.Signals | 0 = 'SIGQUIT'; pid > 1 && isThere(pid, signal); signal = 0) await pause(20);
  const cluster = await clusterOf(dataDirectory);
  await rm(join(cluster, '..'), { recursive: true, force: true });
}

function isThere(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** A data directory of its own. @throws Error where the code does not compile */
export async function createApplication({ checkout, databaseUrl }: ApplicationOptions = {}): Promise<Application> {
  if (!checkout) await buildOnce();
  const parent = await mkdtemp(join(tmpdir(), 'afa-chaos-'));
  await chmod(parent, 0o711);
  const dataDirectory = join(parent, 'data');
  let running: StandaloneProcess | undefined;
  let url = '';
  let token = '';
  const { DATABASE_URL: _other, ...inherited } = process.env;
  const environment = {
    ...inherited,
    AFA_HOST: '127.0.0.1',
    AFA_PORT: '0',
    AFA_DATA_DIR: dataDirectory,
    AFA_LOG_LEVEL: 'warn',
    AFA_LOG_FORMAT: 'json',
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  };
  const struck = new Set<StandaloneProcess>();
  let ownEnd: (ended: Ended) => void = () => undefined;
  const strike = (): StandaloneProcess => {
    if (!running) throw new Error('the application has not been started');
    struck.add(running);
    return running;
  };
  return {
    dataDirectory,
    url: () => url,
    token: () => token,
    async start() {
      const started = launch(checkout ?? root, environment);
      running = started;
      void started.ended.then((ended) => struck.has(started) || ownEnd(ended)).catch(() => undefined);
      url = await untilReady(started, dataDirectory);
      token = (await readFile(join(dataDirectory, 'secrets/token'), 'utf8')).trim();
    },
    end: (signal) => endWith(strike(), signal),
    send: (signal) => strike().send(signal),
    onOwnEnd: (listener) => void (ownEnd = listener),
    postmaster: async () => Number((await postmasterLines(dataDirectory))[0]),
    async adminUrl() {
      if (databaseUrl) return databaseUrl;
      const port = (await postmasterLines(dataDirectory))[3];
      const password = (await readFile(join(dataDirectory, 'secrets/postgres-admin'), 'utf8')).trim();
      return `postgresql://afa_admin:${encodeURIComponent(password)}@127.0.0.1:${port}/all_for_all`;
    },
    async remove() {
      if (running) await endWith(strike(), 'SIGKILL');
      if (!databaseUrl) await removeServer(dataDirectory);
      await rm(parent, { recursive: true, force: true });
    },
  };
}
