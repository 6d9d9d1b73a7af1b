import type { sumRefusals } from '#libs/contracts';
import { circumstanceOf, compare, type Likeness } from '../reconciliation/circumstance.ts';
import type { EstimateClaim } from '../reconciliation/types.ts';

/** Two estimates that may count the same people, so that their sum is refused (DOMAIN 1.5 and 7). */
export interface Overlap {
  readonly claims: readonly [string, string];
  /** `unstated`: one of them names no holder. */
  readonly holder: Exclude<Likeness, 'different'>;
  readonly scope: Likeness;
  readonly date: Likeness;
  readonly rule: (typeof sumRefusals)[number];
  /** Why they are not added. */
  readonly detail: string;
}

function holderLikeness(one: EstimateClaim, other: EstimateClaim): Likeness {
  if (one.holder === null || other.holder === null) return 'unstated';
  return one.holder === other.holder ? 'same' : 'different';
}

const holderWords = { same: 'both count people held by one holder', unstated: 'one of them does not say who holds' };
const scopeWords: Readonly<Record<Likeness, string>> = {
  same: 'in the same scope',
  different: 'in different scopes, and nothing says that the scopes are apart',
  unstated: 'and the scope of one is not stated',
};

const sameScopeWords: Readonly<Record<Likeness, string>> = {
  same: ', so they are two numbers for one thing',
  different: ' on different days, and nothing says that they are other people',
  unstated: ', and nothing says that the days are apart',
};

/** Families and persons may be the same people, and are no two numbers for one thing. */
const unitWords = (one: EstimateClaim, other: EstimateClaim): string | null => {
  const [first, second] = [one.count!.unit.counts, other.count!.unit.counts];
  return first === second ? null : `they count different things: ${[first, second].sort().join(', ')}`;
};

function overlapOf(one: EstimateClaim, other: EstimateClaim): Overlap | null {
  const holder = holderLikeness(one, other);
  if (holder === 'different') return null;
  const [first, second] = [one, other].map(({ scope, inclusion, date }) => circumstanceOf(scope, inclusion, date));
  const scope = compare.scope(first!, second!);
  const date = compare.date(first!, second!);
  const units = unitWords(one, other);
  const rest = units ?? `${scopeWords[scope]}${scope === 'same' ? sameScopeWords[date] : ''}`;
  const rule = units === null ? 'overlapping' : 'different-units';
  return { claims: [one.claim, other.claim], holder, scope, date, rule, detail: `${holderWords[holder]}, ${rest}` };
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
