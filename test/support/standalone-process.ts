import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The checkout, found upwards: this file may itself run compiled. */
function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'infra/run/build.mjs'))) folder = dirname(folder);
  return folder;
}
export const root = findRoot();

/** Milliseconds; a first start makes a database cluster, and the machine may be busy. Not an assertion: behind it something hangs. */
const READY_WITHIN = 120_000;
const END_WITHIN = 60_000;

/** How a process ended, and all it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StandaloneProcess {
  readonly pid: number;
  /** What it has said so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  send(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

export interface SpawnOptions {
  readonly arguments?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `npm start`'s script instead of the compiled application: builds first. */
  readonly throughStart?: boolean;
  /** Another account, for whoever is root. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

let built: Promise<unknown> | undefined;
/** Compiles what is old, once for each process that asks. */
export function buildOnce(): Promise<unknown> {
  return (built ??= promisify(execFile)(process.execPath, [join(root, 'infra/run/build.mjs')]));
}

const children = new Set<ChildProcess>();
/** A test run that is cut short must not leave servers behind. */
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

function followUp(child: ChildProcess): StandaloneProcess {
  const said = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  children.add(child);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal, ...said });
    });
  });
  // Whoever waits for it meets the failure; nobody has to.
  ended.catch(() => undefined);
  return { pid: child.pid ?? 0, output: () => ({ ...said }), send: (signal) => void child.kill(signal), ended };
}

/** The application as a process of its own. Compile before (`buildOnce`), unless it is started as `npm start` does. */
export function spawnStandalone(options: SpawnOptions): StandaloneProcess {
  const main = options.throughStart ? 'infra/run/start.mjs' : 'dist/apps/standalone/src/main.js';
  const { DATABASE_URL: _inherited, ...inherited } = process.env;
  const given = Object.entries<string | undefined>({ ...inherited, ...options.environment });
  const env = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, main), ...(options.arguments ?? [])], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options.account,
  });
  return followUp(child);
}

/** The address the process wrote down for tools beside it; undefined as long as it has not. */
async function addressOf(pid: number, dataDirectory: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(dataDirectory, 'server.json'), 'utf8');
    const server: { pid: number; url: string } = JSON.parse(text);
    return server.pid === pid ? server.url : undefined;
  } catch {
    return undefined;
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
    async (answer) => (await answer.text(), answer.status === 200),
    () => false,
  );

const words = ({ code, signal, stdout, stderr }: Omit<Ended, 'code' | 'signal'> & Partial<Ended>): string =>
  `${code === undefined ? 'still running' : `ended with ${code ?? signal}`}; it said:\n${stdout}\n${stderr}`;

/** Waits for `/readyz`. @throws Error with all it said, where it ends before or takes too long */
export async function untilReady(process: StandaloneProcess, dataDirectory: string): Promise<string> {
  let end: Ended | undefined;
  void process.ended.then((ended) => (end = ended));
  const deadline = performance.now() + READY_WITHIN;
  while (performance.now() < deadline) {
    if (end) throw new Error(`The application did not start: ${words(end)}`);
    const url = await addressOf(process.pid, dataDirectory);
    if (url && (await isReady(url))) return url;
    await pause(50);
  }
  process.send('SIGKILL');
  throw new Error(`The application was not ready in time: ${words(process.output())}`);
}

/** Sends the signal and waits for the end. @throws Error where it does not end */
export async function endWith(process: StandaloneProcess, signal: NodeJS.Signals): Promise<Ended> {
  process.send(signal);
  const waited = new AbortController();
  const late = pause(END_WITHIN, 'late' as const, { signal: waited.signal }).catch(() => 'late' as const);
  const end = await Promise.race([process.ended, late]);
  waited.abort();
  if (end !== 'late') return end;
  process.send('SIGKILL');
  throw new Error(`The application did not end on ${signal}: ${words(process.output())}`);
}
