import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { BackupCheck } from './backup-check.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const lines = [{ format: 'afa-backup', position: '3' }, { keys: [] }, { event: 1 }, { event: 'два' }, { event: 3 }];
const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const whole = Buffer.from(`${body}{"events":3,"sha256":"${digest(body)}"}\n`);

function check(bytes: Buffer, size: number): BackupCheck {
  const made = new BackupCheck();
  for (let at = 0; at < bytes.length; at += size) made.take(bytes.subarray(at, at + size));
  return made;
}

describe('a backup that goes by', () => {
  it.each([1, 2, 7, 64, 100_000])('is known to be whole, in pieces of %d bytes', (size) => {
    expect(check(whole, size).events()).toBe(3);
    expect(check(whole, size).facts).toEqual({ position: '3', lines: 6 });
  });

  it('is known not to be whole, wherever it is cut off', () => {
    for (let length = 0; length < whole.length; length += 1)
      expect(check(whole.subarray(0, length), 11).events()).toBeNull();
  });

  it('is known to be damaged, wherever a bit is flipped', () => {
    for (let at = 0; at < whole.length; at += 1) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 1 << (at % 8);
      expect(check(flipped, 13).events()).toBeNull();
    }
  });

  it('tells how far it is', () => {
    expect(check(whole.subarray(0, 20), 5).facts).toEqual({ position: null, lines: 0 });
    expect(check(whole.subarray(0, Buffer.byteLength(body)), 5).facts).toEqual({ position: '3', lines: 5 });
  });
});
