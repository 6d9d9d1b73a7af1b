import { describe, expect, it } from '@jest/globals';
import { reconcileEstimates, reconcileSwap, searchAllowance } from './reconciliation.ts';
import { absence, estimate, legClaim, slot } from './testing/claims.ts';
import { quantity } from './testing/read.ts';
import type { SwapClaims } from './types.ts';

/** Numbers that repeat late and follow no pattern, from a seed. */
const numbers = (amount: number, seed: number, most: number): number[] =>
  Array.from({ length: amount }, (_, index) => 1 + (((index + seed) * 7919 * (seed + 13)) % most));

const parts = ['p1', 'p2', 'p3'];
const slots = [slot('whole', 'n', null), ...parts.map((part) => slot(part, 'n', part, 'whole'))];

/** As many claims on a whole as on each of its parts and kinds of absence, nearly all of different numbers by different sources. */
function flood(amount: number, most = 4000): SwapClaims {
  const about = (leg: string, seed: number) =>
    numbers(amount, seed, most).map((number, index) => legClaim(leg, 'actual', String(number), `${leg}-${index}`));
  const plans = numbers(amount, 9, most).map((number, index) =>
    legClaim('whole', 'planned', String(number), `plan-${index}`),
  );
  const missing = (['refused', 'absent'] as const).flatMap((kind, seed) =>
    numbers(amount, seed, 60).map((number, index) => absence('whole', kind, String(number), `${kind}-${index}`)),
  );
  return { slots, claims: [...['whole', ...parts].flatMap(about), ...plans], absences: missing };
}

/** A set of numbers that fit, by one source, somewhere in the flood. */
const planted = [
  legClaim('whole', 'actual', '31337', 'needle'),
  legClaim('p1', 'actual', '11111', 'needle'),
  legClaim('p2', 'actual', '12345', 'needle'),
  legClaim('p3', 'actual', '7881', 'needle'),
];

const costOf = (input: SwapClaims) => quantity(reconcileSwap(input), 'whole actual').search;

describe('what a search costs', () => {
  it('stays below its bound with 500 claims on one quantity and as many on each part, and says that it stopped', () => {
    const { steps, complete } = costOf(flood(500));
    // Pairs of distinct numbers, sums and fits, two differences.
    expect(steps).toBeLessThanOrEqual((500 * 499) / 2 + 8 * searchAllowance);
    expect(complete).toBe(false);
  });

  it('says of no number that its parts cannot give it, unless everything was seen', () => {
    const { contradictions, search } = quantity(reconcileSwap(flood(100)), 'whole actual');
    expect(search.complete).toBe(false);
    expect(contradictions.map(({ kind }) => kind)).toEqual(['claims']);
  });

  it('sees everything where hundreds of claims repeat the same numbers, as reports do', () => {
    const { steps, complete } = costOf(flood(500, 40));
    expect(complete).toBe(true);
    expect(steps).toBeLessThan(100_000);
  });

  it("finds one source's own sum in the flood", () => {
    const input = flood(150);
    const { sums } = quantity(reconcileSwap({ ...input, claims: [...input.claims, ...planted] }), 'whole actual');
    expect(sums[0]).toMatchObject({ grade: 'sameSource', strength: 'firm', text: '11,111 + 12,345 + 7,881 = 31,337' });
  });

  it('grows at most with the square of the claims for two parts', () => {
    const two = (amount: number): SwapClaims => {
      const { claims } = flood(amount, 1_000_003);
      return { slots: slots.slice(0, 3), claims: claims.filter(({ leg }) => leg !== 'p3'), absences: [] };
    };
    const [small, large] = [costOf(two(60)), costOf(two(120))];
    expect(small.complete && large.complete).toBe(true);
    expect(large.steps).toBeLessThanOrEqual(4.1 * small.steps);
  });

  it('is one comparison for each pair of distinct estimates', () => {
    const estimates = numbers(500, 3, 1_000_003).map((number, index) => estimate('h', `>${number}`, `s${index}`));
    expect(reconcileEstimates({ holder: 'h', estimates }).search).toMatchObject({
      steps: (500 * 499) / 2,
      complete: true,
    });
  });

  it('is the same for the same claims', () => {
    expect(costOf(flood(30))).toEqual(costOf(flood(30)));
  });
});
