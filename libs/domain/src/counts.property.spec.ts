import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BoundedCountInput, type CountOperator, countOperators } from '#libs/contracts';
import { deriveCount } from './counts.ts';

/** Which numbers up to 60 a count may mean, by the words alone: the naive model that the bounds are held against. */
const universe = Array.from({ length: 61 }, (_, number) => number);
const allows: Record<CountOperator, (number: number, value: number, upTo: number) => boolean> = {
  eq: (number, value) => number === value,
  gt: (number, value) => number > value,
  gte: (number, value) => number >= value,
  lt: (number, value) => number < value,
  lte: (number, value) => number <= value,
  between: (number, value, upTo) => number >= value && number <= upTo,
  about: () => true,
  vague: () => true,
  all: () => true,
  notStated: () => true,
};

interface Words {
  op: CountOperator;
  value: number;
  more: number;
}
const words = fc.record({
  op: fc.constantFrom(...countOperators),
  value: fc.integer({ min: 0, max: 20 }),
  more: fc.integer({ min: 0, max: 10 }),
});
const meant = ({ op, value, more }: Words) => universe.filter((number) => allows[op](number, value, value + more));
const fields = ({ op, value, more }: Words) => ({
  op,
  value: ['vague', 'all', 'notStated'].includes(op) ? null : value,
  upTo: op === 'between' ? value + more : null,
  asWritten: 'x',
});
const unit = { asWritten: 'people', counts: 'person' } as const;
const rules = (input: BoundedCountInput, named = 0) => {
  const result = deriveCount(input, '', named);
  return result.ok ? [] : result.rejections.map((each) => each.rule);
};
/** Whether some choice of one meant number each keeps the sum within the limit. */
const canSumTo = (parts: readonly Words[], limit: number): boolean =>
  parts.length === 0
    ? limit >= 0
    : meant(parts[0]!).some((number) => number <= limit && canSumTo(parts.slice(1), limit - number));

describe('counts against a model that enumerates what the words allow', () => {
  it('low and high are the least and the greatest number allowed, null where there is no such limit', () => {
    fc.assert(
      fc.property(words, (each) => {
        const allowed = meant(each);
        const result = deriveCount({ ...fields(each), unit }, '');
        expect(result.ok).toBe(allowed.length > 0);
        if (!result.ok) return;
        const { low, best, high } = result.value;
        expect(low ?? 0).toBe(Math.min(...allowed));
        expect(high ?? 60).toBe(Math.max(...allowed));
        expect(best).toBe(each.op === 'eq' || each.op === 'about' ? each.value : null);
      }),
      { numRuns: 500 },
    );
  });

  it('persons named are refused exactly where no allowed number reaches them', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 30 }), (each, named) => {
        fc.pre(meant(each).length > 0);
        const impossible = Math.max(...meant(each)) < named;
        expect(rules({ ...fields(each), unit }, named)).toEqual(impossible ? ['count-below-named'] : []);
      }),
      { numRuns: 500 },
    );
  });

  it('parts are refused exactly where no choice of allowed numbers fits into the whole', () => {
    const parts = fc.array(words, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(words, parts, fc.boolean(), (whole, each, exhaustive) => {
        fc.pre([whole, ...each].every((one) => meant(one).length > 0));
        const limit = Math.max(...meant(whole));
        const possible = exhaustive ? canSumTo(each, limit) : each.every((one) => canSumTo([one], limit));
        const breakdowns = [{ by: 'x', exhaustive, parts: each.map((one) => ({ category: 'x', count: fields(one) })) }];
        expect(rules({ ...fields(whole), unit, breakdowns }).length === 0).toBe(possible);
      }),
      { numRuns: 500 },
    );
  });
});
