import type { Slot } from '../swap.ts';
import { cellsOf } from './cells.ts';
import { type Effort, effortOf } from './combine.ts';
import { differenceExplanations } from './differences.ts';
import { type Draft, comparedClaims } from './drafts.ts';
import { byText, indexed } from './groups.ts';
import { unitMismatch } from './mismatches.ts';
import { onePartExplanations } from './one-part.ts';
import { partConflicts } from './part-conflicts.ts';
import { resultOf } from './result.ts';
import { searchSums } from './searched-sums.ts';
import { type Said, computable, saidOf } from './said.ts';
import { sumFinding, supportedSums } from './sums.ts';
import type { LegClaim, LegPhase, QuantityClaim, Reconciliation, SwapClaims } from './types.ts';
import { type Swap, swapOf } from './world.ts';

/** Joins of two numbers that one search may cost: some hundred milliseconds at the most, and far above what a real exchange needs. */
export const searchAllowance = 250_000;

const phases: readonly LegPhase[] = ['planned', 'actual'];

/** One quantity: what is claimed about a leg in a phase. */
interface LegQuestion {
  readonly slot: Slot;
  readonly phase: LegPhase;
  readonly claims: readonly LegClaim[];
}

function draftOf(question: LegQuestion, swap: Swap, said: readonly Said[], effort: Effort): Draft {
  const { slot, phase } = question;
  const { leg } = slot;
  const denied = said.filter((each) => each.denied);
  const compared = comparedClaims(cellsOf(said.filter((each) => !each.denied)), denied, effort);
  effort.allowance = searchAllowance;
  const searched = searchSums(swap, leg, phase, effort);
  const ofParts = partConflicts(searched, effort.complete);
  const sums = supportedSums(searched);
  const differences = phases.flatMap((from) => {
    effort.allowance = searchAllowance;
    return phase === 'actual' ? differenceExplanations({ swap, leg, from }, effort) : [];
  });
  return {
    ...compared,
    sums: sums.map((sum) => sumFinding(searched, sum)),
    explanations: [...differences, ...onePartExplanations(searched, sums)],
    conflicts: [...compared.conflicts, ...ofParts],
  };
}

const quantityClaims = (claims: readonly LegClaim[]): QuantityClaim[] =>
  claims.flatMap(({ claim, claimant, sources, count, date = null }) =>
    count ? [{ claim, claimant, sources, count, date, scope: null, inclusion: null }] : [],
  );

function reconcileLeg(question: LegQuestion, swaps: ReadonlyMap<string, Swap>, all: readonly Said[]): Reconciliation {
  const { slot, phase, claims } = question;
  const said = all.filter((each) => each.leg === slot.leg && each.aspect === phase);
  const byUnit = new Map([...indexed(said, ({ unit }) => [unit.counts])].sort(([one], [other]) => byText(one, other)));
  const effort = effortOf(searchAllowance);
  const drafts = [...byUnit].map(([unit, each]) => draftOf(question, swaps.get(unit)!, each, effort));
  const mismatch = { ...comparedClaims([], [], effort), scopeMismatch: unitMismatch(byUnit) };
  return resultOf({ kind: 'leg', phase, ...slot }, quantityClaims(claims), [...drafts, mismatch], effort);
}

/**
 * Why the numbers about the legs of one swap differ (DOMAIN 4 and 7): one answer for each leg and phase that somebody states a number for, by the
 * leg's name, planned before actual. A leg that stands for the whole swap (from and to null) is a leg like any other; nothing is added
 * up that nobody claims. Give only claims that stand.
 *
 * Cost: with n claims in one quantity, d distinct numbers among them and v_i distinct numbers for the i-th part, d²/2 comparisons and
 * v_1·v_2 + s_2·v_3 + … joins, where s_i is the number of distinct sums so far (at most the range that they lie in), once for each source and
 * claimant with their own claims and once for all. Joins stop at `searchAllowance` for each search; `search.complete` then says so.
 */
export function reconcileSwap(input: SwapClaims): Reconciliation[] {
  const said = saidOf(input);
  const byUnit = indexed(said, ({ unit }) => [unit.counts]);
  const swaps = new Map([...byUnit].map(([unit, each]) => [unit, swapOf(input.slots, each.filter(computable))]));
  const slots = [...input.slots].sort((one, other) => byText(one.leg, other.leg));
  return slots.flatMap((slot) =>
    phases.flatMap((phase) => {
      const claims = input.claims.filter((claim) => claim.leg === slot.leg && claim.phase === phase && claim.count);
      return claims.length === 0 ? [] : [reconcileLeg({ slot, phase, claims }, swaps, said)];
    }),
  );
}
