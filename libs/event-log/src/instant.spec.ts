import { describe, expect, it } from '@jest/globals';
import { instantMillis } from './instant.ts';

describe('an instant', () => {
  it.each([
    ['2017-12-27T10:00:00Z', '2017-12-27T10:00:00.000Z'],
    ['2017-12-27t12:00:00.5+02:00', '2017-12-27T10:00:00.500Z'],
    ['2017-12-27T10:00:00.1239Z', '2017-12-27T10:00:00.123Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2016-02-29T00:00:00Z', '2016-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(instantMillis(text)).toISOString()).toBe(iso);
  });

  it.each([
    '',
    '2017-12-27',
    '2017-12-27T10:00Z',
    '2017-12-27T10:00:00',
    '2017-02-29T00:00:00Z',
    '2017-12-27T25:00:00Z',
    '2017-13-01T00:00:00Z',
  ])('%j is none', (text) => {
    expect(() => instantMillis(text)).toThrow(RangeError);
  });
});
