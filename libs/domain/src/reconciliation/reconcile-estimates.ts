import { cellsOf } from './cells.ts';
import { circumstanceOf } from './circumstance.ts';
import { effortOf } from './combine.ts';
import { comparedClaims } from './drafts.ts';
import { byText, indexed, isDenied, statementOf } from './groups.ts';
import { circumstanceMismatches, unitMismatch } from './mismatches.ts';
import { resultOf } from './result.ts';
import type { EstimateClaim, HolderEstimates, QuantityClaim, Reconciliation } from './types.ts';

const saidOf = (estimates: readonly EstimateClaim[], asked: string | null) =>
  estimates.flatMap((estimate) => {
    const { count, scope, inclusion, date, holder } = estimate;
    if (!count) return [];
    const circumstance = circumstanceOf(scope, inclusion, date, asked === null || holder !== null);
    return [{ ...statementOf(estimate, count), circumstance, denied: isDenied(estimate) }];
  });

const quantityClaims = (estimates: readonly EstimateClaim[]): QuantityClaim[] =>
  estimates.flatMap(({ claim, claimant, sources, count, date, scope, inclusion }) =>
    count ? [{ claim, claimant, sources, count, date, scope, inclusion }] : [],
  );

/** A number of which nobody says who holds those counted, in a source that tells of this holder, too: its reader may well take it for this holder's. */
const isBeside = ({ sources }: EstimateClaim, own: readonly EstimateClaim[]): boolean =>
  own.some((estimate) => estimate.sources.some((source) => sources.includes(source)));

/**
 * Why the numbers of those said to be held by one holder differ (DOMAIN 7). Estimates with different scopes, inclusion rules or dates are neither
 * compared nor added, and named in `scopeMismatch`; where one of these is not stated, what is found holds "if the scope is the same". Estimates
 * have no parts, so there are no sums and no explanations. Numbers without a holder are held against those of this one where one source has
 * both, "if the holder is the same"; they are no claims about the quantity. Give only claims that stand.
 *
 * Cost: d²/2 comparisons for d distinct numbers.
 */
export function reconcileEstimates({ holder, estimates }: HolderEstimates): Reconciliation {
  const own = estimates.filter((estimate) => estimate.holder === holder);
  const beside = estimates.filter((estimate) => holder !== null && estimate.holder === null && isBeside(estimate, own));
  const said = saidOf([...own, ...beside], holder);
  const byUnit = new Map([...indexed(said, ({ unit }) => [unit.counts])].sort(([one], [other]) => byText(one, other)));
  const effort = effortOf(0);
  const drafts = [...byUnit.values()].map((each) => {
    const cells = cellsOf(each.filter(({ denied }) => !denied));
    const compared = comparedClaims(
      cells,
      each.filter(({ denied }) => denied),
      effort,
    );
    return { ...compared, scopeMismatch: circumstanceMismatches(cells) };
  });
  const units = { ...comparedClaims([], [], effort), scopeMismatch: unitMismatch(byUnit) };
  return resultOf({ kind: 'estimates', holder }, quantityClaims(own), [...drafts, units], effort);
}
