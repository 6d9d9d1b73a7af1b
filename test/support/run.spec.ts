import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
let checkout: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
}

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly complaint: string;
}

/** Runs a script of the checkout; `during` sees what it prints. */
async function run(
  script: string,
  args: readonly string[] = [],
  during?: (output: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [join(checkout, 'infra/run', script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, complaint] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    during?.(output, (signal) => child.kill(signal));
  });
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output, complaint };
}

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'afa-run-'));
  for (const path of ['.swcrc', 'package.json', 'package-lock.json', 'infra/run'])
    cpSync(join(root, path), join(checkout, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  write('libs/words/src/index.ts', `export const words: string = 'as written';\n`);
  write(
    'apps/standalone/src/main.ts',
    `import { words } from '#libs/words';\nconsole.log(words, process.argv.slice(2).join(' '));\n`,
  );
});
afterEach(() => rmSync(checkout, { recursive: true }));

describe('npm start', () => {
  it('builds, then runs the application with its arguments', async () => {
    expect(await run('start.mjs', ['--empty'])).toMatchObject({ status: 0, output: 'as written --empty\n' });
  });

  it('lets a signal reach the application, which ends when it has finished', async () => {
    write(
      'apps/standalone/src/main.ts',
      `process.once('SIGTERM', () => { console.log('drained'); clearInterval(timer); });
       const timer = setInterval(() => {}, 1000);
       console.log('ready');`,
    );
    const ended = await run('start.mjs', [], (output, kill) => output === 'ready\n' && kill('SIGTERM'));
    expect(ended).toMatchObject({ status: 0, output: 'ready\ndrained\n' });
  });

  it('says what is missing', async () => {
    rmSync(join(checkout, 'node_modules'));
    expect(await run('start.mjs')).toMatchObject({
      status: 1,
      complaint: 'The dependencies are missing: run npm ci first.\n',
    });
  });

  it('names the file that does not compile, and starts nothing', async () => {
    write('libs/words/src/broken.ts', 'export const = 1;');
    const { status, output, complaint } = await run('start.mjs');
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(complaint).toContain('libs/words/src/broken.ts');
    expect(complaint).not.toContain('Stack backtrace');
  });
});

describe('the build', () => {
  it('compiles what is newer than its output, and no tests', async () => {
    write('libs/words/src/index.spec.ts', 'syntax error');
    write('libs/words/src/testing/help.ts', 'export const help = 1;');
    expect((await run('build.mjs')).complaint).toContain('2 file(s) compiled, 0 stale');
    expect((await run('build.mjs')).complaint).toContain('0 file(s) compiled, 0 stale');
    const later = new Date(Date.now() + 5000);
    utimesSync(join(checkout, 'libs/words/src/index.ts'), later, later);
    expect((await run('build.mjs')).complaint).toContain('1 file(s) compiled, 0 stale');
  });

  it('removes the output of a source that is gone, so that nothing imports it by accident', async () => {
    write('libs/words/src/old.ts', 'export const old = 1;');
    await run('build.mjs');
    expect(existsSync(join(checkout, 'dist/libs/words/src/old.js'))).toBe(true);
    rmSync(join(checkout, 'libs/words/src/old.ts'));
    expect((await run('build.mjs')).complaint).toContain('2 stale output(s) removed');
    expect(existsSync(join(checkout, 'dist/libs/words/src/old.js'))).toBe(false);
  });

  it('compiles everything else when one file does not compile', async () => {
    write('libs/words/src/broken.ts', 'export const = 1;');
    expect((await run('build.mjs')).status).toBe(1);
    expect(existsSync(join(checkout, 'dist/apps/standalone/src/main.js'))).toBe(true);
  });
});
