import { describe, expect, it } from '@jest/globals';
import { partOf } from './part-of.ts';

describe('the part of a stream', () => {
  it('is the same for ever: builds that other processes began go on with it', () => {
    const streams = ['identity', 'swap-6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11', 'detention-0'];
    expect(streams.map((stream) => partOf(stream, 7))).toEqual([4, 4, 1]);
    expect(streams.map((stream) => partOf(stream, 1))).toEqual([0, 0, 0]);
  });

  it('is even, also where names differ little', () => {
    const counts = new Array<number>(8).fill(0);
    for (let index = 0; index < 8_000; index += 1)
      counts[partOf(`swap-00000000-0000-7000-8000-${String(index).padStart(12, '0')}`, 8)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });
});
