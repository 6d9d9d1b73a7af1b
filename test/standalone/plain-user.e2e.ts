import { execFileSync } from 'node:child_process';
import { chownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { createStandaloneHome, type StandaloneHome } from '../support/standalone.ts';
import { root } from '../support/standalone-process.ts';
import { ask } from './ask.ts';

const isRoot = process.getuid?.() === 0;
/** Nobody's number on every Unix; it owns nothing and may do nothing. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Whether that account may read the checkout at all: below a closed home directory it may not. */
function reachable(): boolean {
  try {
    const main = join(root, 'dist/apps/standalone/src/main.js');
    execFileSync(process.execPath, ['-e', 'fs.readFileSync(process.argv[1])', main], {
      ...NOBODY,
      cwd: '/',
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

let home: StandaloneHome;
beforeAll(async () => {
  home = await createStandaloneHome({ database: 'embedded' });
});
afterAll(() => home?.remove());

/** Whose files they are; a symbolic link counts as itself. */
const ownersIn = (directory: string, without: readonly string[]): Set<number> =>
  new Set(
    readdirSync(directory)
      .filter((name) => !without.includes(name))
      .map((name) => lstatSync(join(directory, name)).uid),
  );

it('runs as a plain user on an own PostgreSQL, and everything it keeps is that user’s', async () => {
  // Whoever is root tries it as nobody; whoever is not is the plain user.
  const other = isRoot && reachable();
  const uid = other ? NOBODY.uid : process.getuid!();
  mkdirSync(home.dataDirectory, { mode: 0o700 });
  if (other) chownSync(home.dataDirectory, NOBODY.uid, NOBODY.gid);
  const app = await home.start({ arguments: ['--empty'], ...(other && { account: NOBODY }) });
  expect(await ask(app.url, '/v1/swaps')).toMatchObject({ data: [] });
  // As root (the checkout is closed to others) the server's files belong to its own account.
  const server = isRoot && !other ? ['postgres'] : [];
  expect(ownersIn(home.dataDirectory, server)).toEqual(new Set([uid]));
  expect(lstatSync(join(home.dataDirectory, 'secrets/token')).mode & 0o777).toBe(0o600);
  expect(await app.stop()).toMatchObject({ code: 0, stderr: '' });
});
