import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { lockDataDirectory, ownerOf } from './data-directory-lock.ts';
import { loadOrCreateSecret, readTextIfPresent, writeSecret } from './files.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afa-files-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('secrets', () => {
  it('are readable by their owner only, also when they replace an open file, and leave nothing beside them', async () => {
    const path = join(directory, 'secrets', 'one');
    await writeSecret(path, 'first');
    await writeSecret(path, 'second');
    expect(await readTextIfPresent(path)).toBe('second');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'secrets')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(directory, 'secrets'))).toEqual(['one']);
  });

  it('are made once', async () => {
    const path = join(directory, 'two');
    const secret = await loadOrCreateSecret(path);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(await loadOrCreateSecret(path)).toBe(secret);
  });

  it('cannot be written below a file', async () => {
    writeFileSync(join(directory, 'file'), '');
    await expect(writeSecret(join(directory, 'file', 'secret'), 'x')).rejects.toMatchObject({
      code: 'data-directory-unwritable',
    });
  });
});

describe('lockDataDirectory', () => {
  const lockFile = () => join(directory, 'lock.json');

  it('lets one in at a time and the next after it is given back', async () => {
    const unlock = await lockDataDirectory(directory);
    expect(await ownerOf(directory)).toBe(process.pid);
    await expect(lockDataDirectory(directory)).rejects.toMatchObject({ code: 'data-directory-in-use' });
    await unlock();
    expect(await ownerOf(directory)).toBeUndefined();
    await (
      await lockDataDirectory(directory)
    )();
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each([
    ['of a process that is gone', () => ({ pid: 2 ** 22 + 1, started: 'boot/1' })],
    ['whose number now belongs to another process', () => ({ pid: process.ppid, started: 'another-boot/1' })],
    ['of an earlier process with our own number', () => ({ pid: process.pid })],
  ])('takes over the lock %s', async (_name, holder) => {
    writeFileSync(lockFile(), JSON.stringify(holder()));
    await (
      await lockDataDirectory(directory)
    )();
  });

  it('takes over a lock file cut by a crash', async () => {
    writeFileSync(lockFile(), '{"pi');
    await (
      await lockDataDirectory(directory)
    )();
  });

  it('lets exactly one of several rivals have a stale lock', async () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: 2 ** 22 + 1 }));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDirectory(directory)));
    const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    await Promise.all(winners.map(({ value }) => value()));
  });
});
