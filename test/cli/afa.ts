import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from '../../apps/cli/src/program.ts';
import { testTerminal } from '../../apps/cli/src/testing/terminal.ts';
import { root } from '../support/standalone-process.ts';

/** A command line that runs as a process of its own, as a person runs it. */
export interface RunningAfa {
  readonly pid: number;
  said(): { readonly out: string; readonly err: string };
  send(signal: NodeJS.Signals): void;
  /** Waits until it has said something. @throws Error where it ends before */
  until(words: RegExp): Promise<void>;
  readonly ended: Promise<Ran>;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface AfaOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
}

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

function environmentOf({ environment }: AfaOptions): NodeJS.ProcessEnv {
  const { DATABASE_URL: _ours, ...inherited } = process.env;
  const all = Object.entries({ ...inherited, ...environment }).filter(([, value]) => value !== undefined);
  return Object.fromEntries<string | undefined>(all);
}

export function startAfa(argv: readonly string[], options: AfaOptions): RunningAfa {
  const said = { out: '', err: '' };
  const child = spawn(process.execPath, [join(root, 'apps/cli/afa.mjs'), ...argv], {
    cwd: root,
    env: environmentOf(options),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  // A command that does not read it may end before it was written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  children.add(child);
  let over = false;
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      children.delete(child);
      over = true;
      resolve({ code, ...said });
    });
  });
  return {
    pid: child.pid!,
    said: () => ({ ...said }),
    send: (signal) => void child.kill(signal),
    async until(words) {
      while (!words.test(said.out + said.err)) {
        if (over) throw new Error(`it ended without a word of ${String(words)}: ${said.out}${said.err}`);
        await pause(20);
      }
    },
    ended,
  };
}

/** The same command line in this process, which saves the start of one: for all that needs no signal and starts no application. */
export async function afa(argv: readonly string[], { environment, stdin = '' }: AfaOptions): Promise<Ran> {
  const terminal = testTerminal({ stdin, environment });
  const code = await run(argv, terminal);
  return { code, ...terminal.printed() };
}

/** The JSON Lines of an output. */
export const linesOf = <Line>(out: string): Line[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
