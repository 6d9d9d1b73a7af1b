import { describe, expect, it } from '@jest/globals';
import { instantMillis } from './instant.ts';

describe('an instant', () => {
  it.each([
    ['2017-12-27T10:00:00Z', '2017-12-27T10:00:00.000Z'],
    ['2017-12-27T10:00:00.1239+02:00', '2017-12-27T08:00:00.123Z'],
    ['2016-02-29T00:00:00Z', '2016-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(new Date(instantMillis(text)!).toISOString()).toBe(instant);
  });

  it.each([
    '2017-12-27',
    '2017-12-27T10:00:00',
    '2017-02-29T00:00:00Z',
    '2017-02-31T00:00:00Z',
    '2017-13-01T00:00:00Z',
    '2017-12-27T24:00:00Z',
    '2017-12-27T00:00:00+99:00',
    ' 2017-12-27T00:00:00Z',
    '42',
  ])('is not "%s"', (text) => expect(instantMillis(text)).toBeNull());
});
