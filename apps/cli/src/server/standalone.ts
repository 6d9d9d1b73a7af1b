import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';

/** From `dist/apps/cli/src/server` and, in tests, from `apps/cli/src/server`: the compiled application. */
const ROOTS = ['../../../../', '../../../../../'];

function compiled(path: string): URL {
  const found = ROOTS.flatMap((root) => [`${root}${path}`, `${root}dist/${path}`])
    .map((relative) => new URL(relative, import.meta.url))
    .find((url) => existsSync(url));
  if (!found) throw new Failure('failure', `${path} is missing: run npm run build first`);
  return found;
}

export interface SpawnOptions {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where its output goes; its stdin is always the pipe that ends with us, or what is asked for. */
  readonly stdin?: 'pipe' | 'inherit';
  readonly output: 'inherit' | 'pipe';
  /** A process group of its own: Ctrl-C in the terminal then reaches us alone, and we stop it in order. */
  readonly detached: boolean;
}

/** The standalone application as a child process, which ends when this process is gone. */
export function spawnStandalone(options: SpawnOptions): ChildProcess {
  const stdin = options.stdin ?? 'pipe';
  const guard = stdin === 'pipe' ? ['--import', compiled('apps/cli/src/server/ends-with-parent.js').href] : [];
  const main = fileURLToPath(compiled('apps/standalone/src/main.js'));
  const stdio: StdioOptions = [stdin, options.output, options.output];
  return spawn(process.execPath, [...guard, '--enable-source-maps', main, ...options.arguments], {
    stdio,
    detached: options.detached,
    env: { ...options.environment },
  });
}

/** How a child ended: its exit code, or 128 and the signal's number as shells count it. */
export function exitOf(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGTERM' ? 15 : 9)),
    );
  });
}
