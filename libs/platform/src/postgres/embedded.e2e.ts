import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { isAlive, pause } from '../processes.ts';
import {
  asRoot,
  ask,
  askUntilAnswered,
  cluster,
  installInHiddenHome,
  kill,
  place,
  postmaster,
  start,
  startElsewhere,
  useOwnPlace,
} from '../testing/embedded-server.ts';
import { findEmbeddedPostgres } from './embedded.ts';

useOwnPlace();

describe('startEmbeddedPostgres', () => {
  it('keeps what was written, on durable settings, over a stop and a start', async () => {
    const first = await start();
    await ask(first.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    const settings = await ask(
      first.adminUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'data_checksums') ORDER BY 1`,
    );
    expect(settings).toEqual(
      ['data_checksums', 'fsync', 'synchronous_commit'].map((name) => ({ name, setting: 'on' })),
    );
    expect(
      await ask(
        first.adminUrl,
        `SELECT datcollate, pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = 'postgres'`,
      ),
    ).toEqual([{ datcollate: 'C', encoding: 'UTF8' }]);
    await first.stop();
    expect(existsSync(join(cluster(), 'postmaster.pid'))).toBe(false);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await ask(second.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('lets nobody in without the password, which only the owner can read', async () => {
    const { adminUrl } = await start();
    const wrong = new URL(adminUrl);
    wrong.password = 'wrong';
    await expect(ask(wrong.toString(), 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(place.dataDirectory, 'secrets', 'postgres-admin')).mode & 0o777).toBe(0o600);
    expect(statSync(join(place.dataDirectory, 'secrets')).mode & 0o777).toBe(0o700);
  });

  it('refuses a second start on the same data, and lets a tool find the server', async () => {
    const { adminUrl } = await start();
    await expect(start()).rejects.toMatchObject({
      code: 'data-directory-in-use',
      message: expect.stringContaining(String(process.pid)),
    });
    expect(await findEmbeddedPostgres(place.dataDirectory, join(place.parent, 'shared'))).toEqual({ adminUrl });
  });

  it('adopts the server of a process that was killed', async () => {
    const { child, adminUrl } = await startElsewhere();
    await expect(start()).rejects.toMatchObject({ code: 'data-directory-in-use' });
    await ask(adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    const pid = postmaster();
    await kill(child);
    const adopted = await start();
    expect(adopted).toMatchObject({ adopted: true, pid, adminUrl });
    expect(await ask(adopted.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await adopted.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('recovers when process and server were both killed', async () => {
    const { child, adminUrl } = await startElsewhere();
    await ask(adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    await kill(child);
    process.kill(postmaster(), 'SIGKILL');
    const again = await start();
    expect(again.adopted).toBe(false);
    expect(await ask(again.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('is not fooled by a postmaster.pid whose number now belongs to another process', async () => {
    const first = await start();
    const stale = readFileSync(join(cluster(), 'postmaster.pid'), 'utf8').replace(/^\d+/, String(process.pid));
    await first.stop();
    writeFileSync(join(cluster(), 'postmaster.pid'), stale);
    expect((await start()).adopted).toBe(false);
  });

  it('starts a killed server again on the same address, also an adopted one', async () => {
    const { child, adminUrl } = await startElsewhere();
    await kill(child);
    const server = await start();
    await ask(adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    for (let round = 0; round < 2; round++) {
      const before = server.pid;
      process.kill(before, 'SIGKILL');
      expect(await askUntilAnswered(adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
      while (server.pid === before) await pause(25);
    }
  });

  it('begins again when it was killed while creating the cluster', async () => {
    mkdirSync(join(place.dataDirectory, 'postgres', 'cluster.new', 'base'), { recursive: true });
    writeFileSync(join(place.dataDirectory, 'postgres', 'cluster.new', 'PG_VERSION'), '18\n');
    chmodSync(place.dataDirectory, 0o711);
    const server = await start();
    expect(await ask(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(join(place.dataDirectory, 'postgres'))).toEqual(['cluster']);
  });
});

describe('whoever starts it, root or a plain user', () => {
  it('the server does not run as root', async () => {
    await start();
    expect(statSync(cluster()).uid).toBeGreaterThan(0);
  });

  it('a data directory nobody else can reach is no obstacle, and a copy of it never shares the cluster', async () => {
    const hidden = join(place.parent, 'home');
    mkdirSync(hidden, { mode: 0o700 });
    place.dataDirectory = join(hidden, 'data');
    const server = await start();
    expect(await ask(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(place.parent).includes('shared')).toBe(asRoot);
    await server.stop();

    const original = place.dataDirectory;
    place.dataDirectory = join(hidden, 'copy');
    cpSync(original, place.dataDirectory, { recursive: true });
    const copied = await start().catch((error: unknown) => error);
    if (asRoot) expect(copied).toMatchObject({ code: 'data-directory-not-ours' });
    else expect(copied).toMatchObject({ adopted: false });
  });

  it('neither is a checkout nobody else can reach, installed without install scripts', async () => {
    const { adminUrl } = await startElsewhere({}, installInHiddenHome());
    expect(await ask(adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const cache = asRoot ? join(place.parent, 'shared') : join(place.dataDirectory, 'binaries');
    expect(readdirSync(cache)).toContainEqual(expect.stringMatching(/^postgres-18/));
  });

  it('works the same for a plain user', async () => {
    const account = asRoot ? { uid: 65_534, gid: 65_534 } : {};
    mkdirSync(place.dataDirectory, { mode: 0o700 });
    if (account.uid) chownSync(place.dataDirectory, account.uid, account.gid);
    const { child, adminUrl } = await startElsewhere(account);
    expect(await ask(adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(statSync(cluster()).uid).toBe(account.uid ?? process.getuid?.());
    await kill(child);
    expect((await start()).adopted).toBe(true);
  });
});
