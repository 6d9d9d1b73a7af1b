import { describe, expect, it } from '@jest/globals';
import { type BoundedCountInput, boundedCount, countOperators } from '#libs/contracts';
import { deriveCount } from './counts.ts';

const captives = { asWritten: 'captives', counts: 'person' } as const;
const count = (fields: Partial<BoundedCountInput>): BoundedCountInput => ({
  op: 'eq',
  unit: captives,
  asWritten: 'as written',
  ...fields,
});
const part = (category: string, op: BoundedCountInput['op'], value?: number) => ({
  category,
  count: { op, value, asWritten: 'as written' },
});
const split = (exhaustive: boolean, ...parts: ReturnType<typeof part>[]) => [{ by: 'status', exhaustive, parts }];
const found = (input: BoundedCountInput, named = 0) => {
  const result = deriveCount(input, '/count', named);
  return result.ok ? [] : result.rejections.map(({ rule, pointer }) => `${rule} ${pointer}`);
};
const derived = (input: BoundedCountInput, named = 0) => {
  const result = deriveCount(input, '/count', named);
  if (!result.ok) throw new Error(JSON.stringify(result.rejections));
  return result.value;
};

describe('the bounds of a count', () => {
  it.each([
    ['eq', 233, undefined, 233, 233, 233],
    ['eq', 0, undefined, 0, 0, 0],
    ['gt', 2000, undefined, 2001, null, null],
    ['gte', 2000, undefined, 2000, null, null],
    ['lt', 30, undefined, 0, null, 29],
    ['lte', 30, undefined, 0, null, 30],
    ['between', 20, 30, 20, null, 30],
    ['about', 235, undefined, null, 235, null],
    ['vague', undefined, undefined, null, null, null],
    ['all', undefined, undefined, null, null, null],
    ['notStated', undefined, undefined, null, null, null],
  ] as const)('%s %s %s', (op, value, upTo, low, best, high) => {
    const result = derived(count({ op, value, upTo }));
    expect(result).toMatchObject({ op, value: value ?? null, upTo: upTo ?? null, low, best, high });
    expect(boundedCount.parse(result)).toEqual(result);
  });

  it('of words alone are the number named in them, where they count persons', () => {
    expect(derived(count({ op: 'vague' }), 3)).toMatchObject({ low: 3, best: null, high: null });
    expect(derived(count({ op: 'about', value: 5 }), 3)).toMatchObject({ low: null, best: 5, high: null });
    expect(derived(count({ op: 'vague', unit: { asWritten: 'families', counts: 'family' } }), 3).low).toBeNull();
  });

  it('may be given where they agree, and are refused by name where they do not', () => {
    expect(found(count({ op: 'gt', value: 5, low: 6, best: null, high: null }))).toEqual([]);
    expect(found(count({ op: 'gt', value: 5, low: 5, best: 5, high: 5 }))).toEqual([
      'derived-mismatch /count/low',
      'derived-mismatch /count/best',
      'derived-mismatch /count/high',
    ]);
  });
});

describe('the form of a count', () => {
  it.each(countOperators)('%s has the numbers it needs and no others', (op) => {
    const wordsAlone = ['vague', 'all', 'notStated'].includes(op);
    expect(found(count({ op, upTo: op === 'between' ? 9 : undefined }))).toEqual(
      wordsAlone ? [] : ['count-value /count/value'],
    );
    expect(found(count({ op, value: 5, upTo: 9 }))).toEqual([
      ...(wordsAlone ? ['count-value /count/value'] : []),
      ...(op === 'between' ? [] : ['count-value /count/upTo']),
    ]);
  });

  it('leaves no count that nothing can have', () => {
    expect(found(count({ op: 'lt', value: 0 }))).toEqual(['count-value /count/value']);
    expect(found(count({ op: 'between', value: 5, upTo: 4 }))).toEqual(['count-value /count/upTo']);
    expect(found(count({ op: 'between', value: 5, upTo: 5 }))).toEqual([]);
    expect(found(count({ op: 'gt', value: 1_000_000_000 }))).toEqual(['count-value /count/value']);
  });

  it('keeps a count from being below the persons named in it', () => {
    expect(found(count({ value: 2 }), 3)).toEqual(['count-below-named /count']);
    expect(found(count({ op: 'lt', value: 3 }), 3)).toEqual(['count-below-named /count']);
    expect(found(count({ value: 3 }), 3)).toEqual([]);
    expect(found(count({ op: 'gte', value: 1 }), 3)).toEqual([]);
    expect(found(count({ value: 5, unit: { asWritten: 'families', counts: 'family' } }), 8)).toEqual([]);
  });
});

describe('breakdowns', () => {
  it('have bounds of their own; a part without a unit has that of the whole', () => {
    const { breakdowns } = derived(
      count({ value: 390, breakdowns: split(true, part('men', 'eq', 387), part('women', 'lte', 3)) }),
    );
    expect(breakdowns[0]!.parts).toEqual([
      {
        category: 'men',
        count: {
          op: 'eq',
          value: 387,
          upTo: null,
          asWritten: 'as written',
          unit: null,
          low: 387,
          best: 387,
          high: 387,
        },
      },
      {
        category: 'women',
        count: { op: 'lte', value: 3, upTo: null, asWritten: 'as written', unit: null, low: 0, best: null, high: 3 },
      },
    ]);
  });

  it('may not exceed the whole for certain', () => {
    const parts = [part('soldiers', 'eq', 270), part('civilians', 'gt', 119)] as const;
    expect(found(count({ value: 389, breakdowns: split(true, ...parts) }))).toEqual([
      'breakdown-exceeds-whole /count/breakdowns/0/parts',
    ]);
    expect(found(count({ value: 390, breakdowns: split(true, ...parts) }))).toEqual([]);
    expect(found(count({ op: 'about', value: 1, breakdowns: split(true, ...parts) }))).toEqual([]);
    expect(found(count({ value: 300, breakdowns: split(false, ...parts) }))).toEqual([]);
    expect(found(count({ value: 269, breakdowns: split(false, ...parts) }))).toEqual([
      'breakdown-exceeds-whole /count/breakdowns/0/parts/0/count',
    ]);
  });

  it('may stay below the whole: that is a contradiction of the claim, not an impossible form', () => {
    expect(found(count({ value: 74, breakdowns: split(true, part('a', 'eq', 16), part('b', 'eq', 40)) }))).toEqual([]);
  });

  it('count what the whole counts', () => {
    const families = {
      ...part('x', 'eq', 1),
      count: { ...part('x', 'eq', 1).count, unit: { asWritten: 'families', counts: 'family' as const } },
    };
    expect(found(count({ value: 5, breakdowns: split(false, families) }))).toEqual([
      'breakdown-unit /count/breakdowns/0/parts/0/count/unit/counts',
    ]);
  });

  it('hold a denial as a part of zero', () => {
    expect(found(count({ op: 'vague', breakdowns: split(false, part('Nordian', 'eq', 0)) }))).toEqual([]);
  });

  it('report every fault, the whole’s and the parts’', () => {
    const input = count({ op: 'all', value: 1, breakdowns: split(true, part('a', 'eq'), part('b', 'vague', 1)) });
    expect(found(input)).toEqual([
      'count-value /count/value',
      'count-value /count/breakdowns/0/parts/0/count/value',
      'count-value /count/breakdowns/0/parts/1/count/value',
    ]);
  });
});
