import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkAnchors, codePointLength } from './quotes.ts';

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const text = 'Kyiv 🕊 gave 306 people, «за 74» 👨‍👩‍👧.';
/** The naive model: an array of code points. */
const quote = (from: string, start: number, end: number) => [...from].slice(start, end).join('');

describe('quotes', () => {
  it('are counted in code points', () => {
    expect(codePointLength('')).toBe(0);
    expect(codePointLength('🕊é')).toBe(2);
    expect(codePointLength('e\u0301')).toBe(2);
    expect(checkAnchors(text, [{ start: 7, end: 11, quoteSha256: digest('gave') }], digest).failures).toEqual([]);
  });

  it('fail where the words differ or lie outside of the text', () => {
    const right = { start: 0, end: 4, quoteSha256: digest('Kyiv') };
    const wrong = { ...right, start: 1 };
    const outside = { start: 0, end: 1000, quoteSha256: digest(text) };
    expect(checkAnchors(text, [right, wrong, outside], digest)).toEqual({
      checked: [right, wrong, outside],
      failures: [
        { rule: 'quote', anchor: wrong },
        { rule: 'quote', anchor: outside },
      ],
    });
  });

  it('hold exactly where the hashed words stand at the offsets', () => {
    const places = fc.record({
      text: fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
      start: fc.nat(30),
      more: fc.integer({ min: 1, max: 30 }),
      shift: fc.integer({ min: -1, max: 1 }),
    });
    fc.assert(
      fc.property(places, ({ text: words, start, more, shift }) => {
        const end = start + more;
        const quoted = quote(words, start + shift < 0 ? 0 : start + shift, end);
        const inside = end <= [...words].length;
        const expected = inside && quote(words, start, end) === quoted;
        const { failures } = checkAnchors(words, [{ start, end, quoteSha256: digest(quoted) }], digest);
        expect(failures.length === 0).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
