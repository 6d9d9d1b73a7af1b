import { describe, expect, it } from '@jest/globals';
import { roundingRange, roundingReach } from './rounding.ts';

describe('what a round number may stand for', () => {
  it.each([
    [240, 5],
    [235, 2.5],
    [250, 25],
    [94, 0.5],
    [2000, 500],
    [1500, 250],
    [0, 0],
  ])('%i lies within %d of it', (value, reach) => expect(roundingReach(value)).toBe(reach));

  it('is a range of whole numbers; a number with bounds keeps its own', () => {
    expect(roundingRange({ low: null, best: 235, high: null })).toEqual({ low: 233, best: 235, high: 237 });
    expect(roundingRange({ low: 3, best: null, high: null })).toEqual({ low: 3, best: null, high: null });
  });
});
