import type { BoundedCount } from '#libs/contracts';

/** null is open on that side. */
export interface Range {
  readonly low: number | null;
  readonly high: number | null;
}

type Side = keyof Range;

/** The outermost number on one side; open where a claim leaves it open, or where nothing but an "about" reaches it. */
function end(counts: readonly BoundedCount[], side: Side): number | null {
  const named = counts.map((count) => count[side] ?? count.best);
  if (named.includes(null)) return null;
  const outermost = Math[side === 'low' ? 'min' : 'max'](...(named as number[]));
  return counts.some((count) => count[side] === outermost) ? outermost : null;
}

/** From the lowest to the highest number that any of the claims allows. "About n" bounds nothing: it only opens what it lies outside of. */
export const hull = (counts: readonly BoundedCount[]): Range => ({
  low: end(counts, 'low'),
  high: end(counts, 'high'),
});

/** The numbers that all claims allow; null where there are none, or where no claim bounds them. */
export function common(counts: readonly BoundedCount[]): Range | null {
  const lows = counts.flatMap(({ low }) => low ?? []);
  const highs = counts.flatMap(({ high }) => high ?? []);
  const low = lows.length === 0 ? null : Math.max(...lows);
  const high = highs.length === 0 ? null : Math.min(...highs);
  if (low === null && high === null) return null;
  return low !== null && high !== null && low > high ? null : { low, high };
}

/** Whether all of the one lies above all of the other. */
export const isAbove = (one: Range | null, other: Range | null): boolean =>
  one !== null && other !== null && one.low !== null && other.high !== null && one.low > other.high;
