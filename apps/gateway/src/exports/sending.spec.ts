import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { ProblemError } from '#libs/platform';
import { placesFor } from './places.ts';
import { sendable } from './sending.ts';

const LONG = 60_000;

/** Chunks of a megabyte, and how many were made. */
function chunks(most: number) {
  const made = { count: 0, ended: false };
  async function* make(): AsyncGenerator<Uint8Array, void> {
    try {
      for (; made.count < most; made.count += 1) yield Buffer.alloc(1_000_000, made.count);
    } finally {
      made.ended = true;
    }
  }
  return { made, bytes: make() };
}

describe('an export on its way', () => {
  it('has all its bytes in their order', async () => {
    const { bytes } = chunks(3);
    const read: Buffer[] = [];
    for await (const chunk of await sendable(bytes, LONG)) read.push(chunk as Buffer);
    const whole = Buffer.concat(read);
    expect([whole.length, whole[0], whole[1_000_000], whole[2_999_999]]).toEqual([3_000_000, 0, 1, 2]);
  });

  it('is read no faster than it is taken, and no further once the reader has gone', async () => {
    const { bytes, made } = chunks(1_000);
    const stream = await sendable(bytes, LONG);
    await once(stream, 'readable');
    stream.destroy();
    await once(stream, 'close');
    expect(made.count).toBeLessThan(10);
    expect(made.ended).toBe(true);
  });

  it('fails before its first byte where the first page cannot be read', async () => {
    async function* failing(): AsyncGenerator<Uint8Array, void> {
      throw new Error('the database is away');
      yield Buffer.alloc(0);
    }
    await expect(sendable(failing(), LONG)).rejects.toThrow('the database is away');
  });

  it('breaks off where a later page cannot be read', async () => {
    async function* breaking(): AsyncGenerator<Uint8Array, void> {
      yield Buffer.from('some rows');
      throw new Error('the database is away');
    }
    const stream = await sendable(breaking(), LONG);
    const read: string[] = [];
    const all = (async () => {
      for await (const chunk of stream) read.push(String(chunk));
    })();
    await expect(all).rejects.toThrow('the database is away');
    expect(read).toEqual(['some rows']);
  });

  it('is cut off where the reader takes nothing', async () => {
    const { bytes, made } = chunks(1_000);
    const stream = await sendable(bytes, 1);
    await once(stream, 'readable');
    await expect(once(stream, 'close')).rejects.toThrow('the reader takes nothing');
    expect(made.ended).toBe(true);
  });
});

describe('places', () => {
  it('are limited, given back once each, and refused with when to come again', () => {
    const places = placesFor(2);
    const [first] = [places.take(), places.take()];
    const refused = (): ProblemError => {
      try {
        places.take();
      } catch (error) {
        return error as ProblemError;
      }
      throw new Error('a third place was free');
    };
    expect(refused()).toMatchObject({ problem: { status: 429 }, headers: { 'retry-after': '5' } });
    first();
    first();
    places.take();
    expect(refused().problem.status).toBe(429);
  });
});
