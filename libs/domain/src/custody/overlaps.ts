import { circumstanceOf, compare, type Likeness } from '../reconciliation/circumstance.ts';
import type { EstimateClaim } from '../reconciliation/types.ts';

/** Two estimates that may count the same people, so that their sum is refused (DOMAIN 1.5 and 7). */
export interface Overlap {
  readonly claims: readonly [string, string];
  /** `unstated`: one of them names no holder. */
  readonly holder: Exclude<Likeness, 'different'>;
  readonly scope: Likeness;
  readonly date: Likeness;
  /** Why they are not added. */
  readonly detail: string;
}

function holderLikeness(one: EstimateClaim, other: EstimateClaim): Likeness {
  if (one.holder === null || other.holder === null) return 'unstated';
  return one.holder === other.holder ? 'same' : 'different';
}

const holderWords = { same: 'both count people held by one holder', unstated: 'one of them does not say who holds' };
const scopeWords: Readonly<Record<Likeness, string>> = {
  same: 'in the same scope, so they are two numbers for one thing',
  different: 'in different scopes, and nothing says that the scopes are apart',
  unstated: 'and the scope of one is not stated',
};

function overlapOf(one: EstimateClaim, other: EstimateClaim): Overlap | null {
  const holder = holderLikeness(one, other);
  if (holder === 'different') return null;
  const [first, second] = [one, other].map(({ scope, inclusion, date }) => circumstanceOf(scope, inclusion, date));
  const scope = compare.scope(first!, second!);
  const date = compare.date(first!, second!);
  const detail = `${holderWords[holder]}, ${scopeWords[scope]}`;
  return { claims: [one.claim, other.claim], holder, scope, date, detail };
}

const isDenied = ({ stance }: EstimateClaim): boolean => stance?.startsWith('false') ?? false;

/**
 * Every pair of estimates that may count the same people. Only two named holders keep them apart: that scopes do not meet is for nobody to
 * guess. Give the claims that stand. Cost: n²/2 comparisons.
 */
export function overlapsOf(estimates: readonly EstimateClaim[]): Overlap[] {
  const counted = estimates.filter((estimate) => estimate.count !== null && !isDenied(estimate));
  return counted.flatMap((one, index) =>
    counted.slice(index + 1).flatMap((other) => {
      const overlap = overlapOf(one, other);
      return overlap ? [overlap] : [];
    }),
  );
}
