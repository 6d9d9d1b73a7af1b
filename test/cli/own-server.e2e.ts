import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createStandaloneHome, type StandaloneHome } from '../support/standalone.ts';
import { afa as runAfa, type Ran, startAfa } from './afa.ts';

let home: StandaloneHome;
beforeEach(async () => {
  home = await createStandaloneHome();
});
afterEach(() => home.remove());
const environment = () => ({ AFA_DATA_DIR: home.dataDirectory, DATABASE_URL: home.databaseUrl, AFA_PORT: '0' });
const afa = (...argv: string[]): Promise<Ran> => runAfa(argv, { environment: environment() });

const serverFile = () => join(home.dataDirectory, 'server.json');
const serverPid = async (): Promise<number> =>
  (JSON.parse(await readFile(serverFile(), 'utf8')) as { pid: number }).pid;
const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
/** Waits as long as jest allows. */
async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await pause(50);
}

it('opens the data directory for one command, and leaves nothing running', async () => {
  const party = JSON.stringify({ kind: 'state', names: [{ form: 'North' }] });
  const ran = await startAfa(['command', 'RegisterParty', '--data', party, '--json'], { environment: environment() })
    .ended;
  expect(ran).toMatchObject({ code: 0, err: 'no server is running; opening the data directory for this command\n' });
  expect(JSON.parse(ran.out)).toMatchObject({ position: '1', revision: 0 });
  expect(await exists(serverFile())).toBe(false);
  // The first case belongs to a start that serves, not to a tool.
  const events = await afa('events', '--json');
  expect(events.out.trimEnd().split('\n')).toHaveLength(1);
}, 120_000);

it('leaves nothing running after Ctrl-C', async () => {
  const following = startAfa(['events', '--follow'], { environment: environment() });
  await following.until(/up to date at position 0/);
  const pid = await serverPid();
  following.send('SIGINT');
  expect((await following.ended).code).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(await exists(serverFile())).toBe(false);
}, 120_000);

it('leaves nothing running after its own violent end', async () => {
  const following = startAfa(['events', '--follow'], { environment: environment() });
  await following.until(/up to date at position 0/);
  const pid = await serverPid();
  following.send('SIGKILL');
  await following.ended;
  await untilGone(pid);
  expect(await exists(serverFile())).toBe(false);
}, 120_000);

it('says why the data directory cannot be opened', async () => {
  const ran = await runAfa(['events'], {
    environment: { ...environment(), AFA_LOG_LEVEL: 'warn', DATABASE_URL: 'postgresql://nobody:x@127.0.0.1:9/none' },
  });
  expect(ran).toMatchObject({ code: 6, out: '' });
  expect(ran.err).toMatch(/could not be opened\n {2}Cannot connect to the database 127\.0\.0\.1:9\/none/);
}, 120_000);

it('starts the register and stops it in order', async () => {
  const started = startAfa(['start', '--empty'], { environment: { ...environment(), AFA_LOG_LEVEL: 'warn' } });
  await started.until(/All for All is ready/);
  const pid = await serverPid();
  expect(await afa('events')).toEqual({ code: 0, out: '', err: 'no events\n' });
  started.send('SIGTERM');
  expect((await started.ended).code).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(await exists(serverFile())).toBe(false);
}, 120_000);

it('says why the register does not start', async () => {
  const ran = await startAfa(['start'], { environment: { ...environment(), AFA_PORT: 'many' } }).ended;
  expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/AFA_PORT: must be a port number/) });
});

it('ends without a word where its reader has seen enough', async () => {
  const app = await home.start();
  const { root } = await import('../support/standalone-process.ts');
  const { spawn } = await import('node:child_process');
  const command = `"${process.execPath}" "${join(root, 'apps/cli/afa.mjs')}" events --json; echo "code $?" >&2`;
  const child = spawn('bash', ['-c', `(${command}) | head -n 1`], {
    env: { ...process.env, ...environment() },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said.err += text.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  expect(said.out.trimEnd().split('\n')).toHaveLength(1);
  expect(said.err).toBe('code 0\n');
  await app.stop();
}, 120_000);
