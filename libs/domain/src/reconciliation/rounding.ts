import type { CountBounds } from '../counts/bounds.ts';

/**
 * How far a number may lie from a round one that stands for it: half of the place of the round number's last non-zero digit, or half of five
 * of that place where that digit is a 5 (DOMAIN 7). 240 → 5, 235 → 2.5, 94 → 0.5.
 */
export function roundingReach(value: number): number {
  if (value === 0) return 0;
  let place = 1;
  while (value % (place * 10) === 0) place *= 10;
  return ((value / place) % 10 === 5 ? 5 * place : place) / 2;
}

/** An "about" has no bounds of its own; these are the numbers that it may round. A suggestion, never used as the claim's bounds. */
export const isApproximate = ({ low, best, high }: CountBounds): boolean =>
  low === null && high === null && best !== null;

export function roundingRange({ low, best, high }: CountBounds): CountBounds {
  if (low !== null || high !== null || best === null) return { low, best, high };
  const reach = roundingReach(best);
  return { low: Math.max(0, Math.ceil(best - reach)), best, high: Math.floor(best + reach) };
}
