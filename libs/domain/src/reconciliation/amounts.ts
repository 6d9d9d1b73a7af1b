import type { BoundedCount } from '#libs/contracts';
import type { CountBounds } from '../counts/bounds.ts';
import type { Amount } from './types.ts';

/** Equal bounds have equal keys; a number alone, so that tables of exact sums stay cheap. */
export type AmountKey = number | string;

export const isExact = ({ low, high }: CountBounds): boolean => low !== null && low === high;

export const keyOf = (bounds: CountBounds): AmountKey =>
  isExact(bounds) ? bounds.low! : `${bounds.low}/${bounds.best}/${bounds.high}`;

export const figure = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

function wordsOf({ op, value, upTo, asWritten }: BoundedCount): string {
  if (value === null) return `"${asWritten}"`;
  switch (op) {
    case 'gt':
      return `more than ${figure(value)}`;
    case 'gte':
      return `at least ${figure(value)}`;
    case 'lt':
      return `fewer than ${figure(value)}`;
    case 'lte':
      return `at most ${figure(value)}`;
    case 'between':
      return `${figure(value)} to ${figure(upTo!)}`;
    case 'about':
      return `about ${figure(value)}`;
    default:
      return figure(value);
  }
}

export const amountOf = (count: BoundedCount): Amount => {
  const { low, best, high } = count;
  return { low, best, high, text: wordsOf(count) };
};

/** A computed number in words. `strict` where a "more than" went into it: 1 + more than 2 is more than 3. */
export function computed({ low, best, high }: CountBounds, strict: boolean): Amount {
  const least = (value: number) =>
    strict && value > 0 ? `more than ${figure(value - 1)}` : `at least ${figure(value)}`;
  const words = (): string => {
    if (low !== null && low === high) return figure(low);
    if (low !== null && high !== null)
      return low === 0 ? `at most ${figure(high)}` : `${figure(low)} to ${figure(high)}`;
    if (low !== null) return least(low);
    return high !== null ? `at most ${figure(high)}` : `about ${figure(best!)}`;
  };
  // Where the bounds meet, that is the number, whichever words led there ("at most 0").
  return { low, best: low !== null && low === high ? low : best, high, text: words() };
}

const both = (one: number | null, other: number | null, sign: 1 | -1): number | null =>
  one === null || other === null ? null : one + sign * other;

const tellsSomething = ({ low, best, high }: CountBounds): boolean => low !== null || best !== null || high !== null;

/** Interval arithmetic: bounds add, an open side stays open. null where nothing is left that a claim could be held against. */
export function plus(one: CountBounds, other: CountBounds): CountBounds | null {
  const low = both(one.low, other.low, 1);
  const sum = { low, best: both(one.best, other.best, 1), high: both(one.high, other.high, 1) };
  return tellsSomething(sum) ? sum : null;
}

/** The least of the one less the most of the other, and so on; nobody is fewer than none, so below 0 there is no answer. */
export function minus(one: CountBounds, other: CountBounds): CountBounds | null {
  const high = both(one.high, other.low, -1);
  const best = both(one.best, other.best, -1);
  if ((high !== null && high < 0) || (best !== null && best < 0)) return null;
  const least = both(one.low, other.high, -1);
  const low = least === null ? (high === null ? null : 0) : Math.max(0, least);
  const rest = { low, best: low !== null && low === high ? low : best, high };
  return tellsSomething(rest) ? rest : null;
}

export const isDisjoint = (one: CountBounds, other: CountBounds): boolean =>
  (one.low !== null && other.high !== null && one.low > other.high) ||
  (other.low !== null && one.high !== null && other.low > one.high);

/** Whether every number the one may mean is one that the other may mean; an unbounded other says nothing that could follow. */
export function isWithin(one: CountBounds, other: CountBounds): boolean {
  if (other.low === null && other.high === null) return false;
  if (other.low !== null && (one.low === null || one.low < other.low)) return false;
  return other.high === null || (one.high !== null && one.high <= other.high);
}
