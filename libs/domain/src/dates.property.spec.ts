import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { dayBounds, resolveDate } from './dates.ts';

/**
 * The naive model: every day of the years 1990 to 2029, made by Date, and what the words say of it by comparing digits. It shares nothing
 * with the code: no pattern, no arithmetic, no library.
 */
const start = Date.UTC(1990, 0, 1);
const dayAt = (index: number) => new Date(start + index * 86_400_000).toISOString().slice(0, 10);
const calendar = Array.from({ length: (Date.UTC(2030, 0, 1) - start) / 86_400_000 }, (_, index) => dayAt(index));
const looked = new Map<string, readonly string[]>();
const means = (pattern: string): readonly string[] => {
  const digits = new RegExp(`^${pattern.replaceAll('X', '\\d')}`);
  const days = looked.get(pattern) ?? calendar.filter((day) => digits.test(day));
  looked.set(pattern, days);
  return days;
};
const edges = (days: readonly string[]) => days.length > 0 && { earliest: days[0], latest: days.at(-1) };

const two = (number: number) => String(number).padStart(2, '0');
const masked = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.constantFrom('..', 'X.', '.X', 'XX'))
    .map(([digits, mask]) => [...digits].map((digit, index) => (mask[index] === 'X' ? 'X' : digit)).join(''));
const year = fc.integer({ min: 1996, max: 2023 }).map(String);
const month = fc.integer({ min: 1, max: 12 }).map(two);
const dayOfMonth = fc.integer({ min: 1, max: 31 }).map(two);
const dated = (ofYear: fc.Arbitrary<string>, ofMonth: fc.Arbitrary<string>, ofDay: fc.Arbitrary<string>) =>
  fc.oneof(
    ofYear,
    fc.tuple(ofYear, ofMonth).map((parts) => parts.join('-')),
    fc.tuple(ofYear, ofMonth, ofDay).map((parts) => parts.join('-')),
  );
const plain = dated(year, month, dayOfMonth).filter((text) => means(text).length > 0);
const yearOrDecade = fc.oneof(year, fc.constantFrom('199X', '200X', '201X'));
const anyMask = dated(yearOrDecade, masked(month), masked(dayOfMonth));
const runs = { numRuns: 200 };

describe('dates against a model that looks at every day', () => {
  it('a date with unspecified digits runs from its first day to its last, and is refused where it has none', () => {
    fc.assert(
      fc.property(anyMask, (edtf) => {
        const found = dayBounds(edtf);
        const days = means(edtf);
        // The library knows some forms less than the standard; what it refuses is refused. What has no day is always refused.
        if (found) expect(found).toEqual(edges(days));
        else if (!edtf.includes('X')) expect(days).toEqual([]);
      }),
      runs,
    );
  });

  it('the library refuses no date without marks that exists', () => {
    fc.assert(
      fc.property(dated(year, month, dayOfMonth), (edtf) => {
        expect(dayBounds(edtf) !== null).toBe(means(edtf).length > 0);
      }),
      runs,
    );
  });

  it('an unspecified year bounds nothing', () => {
    const text = fc.oneof(
      month,
      fc.tuple(month, dayOfMonth).map((parts) => parts.join('-')),
    );
    fc.assert(
      fc.property(text, (rest) => {
        const exists = means(`XXXX-${rest}`).length > 0;
        expect(dayBounds(`XXXX-${rest}`)).toEqual(exists ? { earliest: null, latest: null } : null);
      }),
      runs,
    );
  });

  it('a mark at the end widens by one unit of what was written, unless it is only uncertain', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom('~', '%', '?'), (edtf, mark) => {
        const unit = (day: string) => day.slice(0, edtf.length);
        const units = [...new Set(calendar.map(unit))];
        const at = units.indexOf(edtf);
        const reach = mark === '?' ? 0 : 1;
        const near = new Set(units.slice(at - reach, at + reach + 1));
        expect(dayBounds(edtf + mark)).toEqual(edges(calendar.filter((day) => near.has(unit(day)))));
      }),
      runs,
    );
  });

  it('sets and intervals run from the least to the greatest of their days', () => {
    const brackets = fc.constantFrom(['[', ']'], ['{', '}']);
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), brackets, (members, [open, close]) => {
        const days = members.flatMap(means).toSorted();
        expect(dayBounds(`${open}${members.join(',')}${close}`)).toEqual(edges(days));
        const [first, last] = [members[0]!, members.at(-1)!];
        const runs = means(first)[0]! <= means(last).at(-1)!;
        const both = [means(first)[0], means(last).at(-1)] as const;
        expect(dayBounds(`${first}/${last}`)).toEqual(runs ? { earliest: both[0], latest: both[1] } : null);
        expect(dayBounds(`${first}/..`)).toEqual({ earliest: both[0], latest: null });
        expect(dayBounds(`/${last}`)).toEqual({ earliest: null, latest: both[1] });
      }),
      runs,
    );
  });

  it('a day is accepted as resolution exactly where it is one of the days that the words mean', () => {
    const words = fc.oneof(
      anyMask,
      fc.tuple(month, dayOfMonth).map(([inMonth, day]) => `XXXX-${inMonth}-${day}`),
      month.map((each) => `XXXX-${each}`),
    );
    const near = fc.tuple(words, fc.nat(), fc.integer({ min: -2, max: 2 })).map(([edtf, pick, off]) => {
      const days = means(edtf);
      const at = days.length > 0 ? calendar.indexOf(days[pick % days.length]!) + off : pick;
      return [edtf, calendar[at % calendar.length] ?? calendar[0]!] as const;
    });
    fc.assert(
      fc.property(near, ([edtf, resolved]) => {
        fc.pre(dayBounds(edtf) !== null);
        const result = resolveDate({ asWritten: 'x', edtf, resolved, basis: 'editor' }, '');
        expect(result.ok).toBe(means(edtf).includes(resolved));
      }),
      runs,
    );
  });

  it('a stretch is accepted as resolution exactly where all its days are meant by the words', () => {
    const words = fc.oneof(
      anyMask,
      month.map((each) => `XXXX-${each}`),
    );
    const stretches = fc.tuple(words, fc.nat(), fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(stretches, ([edtf, pick, off, length]) => {
        const days = means(edtf);
        fc.pre(dayBounds(edtf) !== null && days.length > 0);
        const from = calendar.indexOf(days[pick % days.length]!) + off;
        const stretch = calendar.slice(Math.max(from, 0), from + length);
        fc.pre(stretch.length > 1);
        const result = resolveDate(
          { asWritten: 'x', edtf, resolved: `${stretch[0]}/${stretch.at(-1)}`, basis: 'editor' },
          '',
        );
        expect(result.ok).toBe(stretch.every((day) => days.includes(day)));
      }),
      runs,
    );
  });

  it('any text is read or refused; what is read does not end before it begins and can be stored', () => {
    const sign = fc.constantFrom(...'0129X-/.,[]{}~?%T:Z '.split(''), '2017', '-12', '-27', '..', 'XXXX');
    const texts = fc.oneof(
      fc.array(sign, { maxLength: 30 }).map((signs) => signs.join('')),
      fc.string({ maxLength: 100 }),
    );
    fc.assert(
      fc.property(texts, (edtf) => {
        const { earliest, latest } = dayBounds(edtf) ?? { earliest: null, latest: null };
        for (const day of [earliest, latest]) if (day !== null) expect(z.iso.date().parse(day)).toBe(day);
        if (earliest !== null && latest !== null) expect(earliest <= latest).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
