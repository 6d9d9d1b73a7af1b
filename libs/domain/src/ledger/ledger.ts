import type { BoundedCount, LedgerFlag, LedgerState } from '#libs/contracts';
import { reconcileSwap } from '../reconciliation/reconcile-swap.ts';
import type { AbsenceClaim, LegClaim, LegPhase, Reconciliation } from '../reconciliation/types.ts';
import type { Slot } from '../swap.ts';

export interface LedgerLegClaim extends LegClaim {
  readonly persons: readonly string[];
}

export interface LedgerAbsence extends AbsenceClaim {
  readonly persons: readonly string[];
}

/** The standing claims about one swap. */
export interface SwapAccounts {
  readonly slots: readonly Slot[];
  readonly claims: readonly LedgerLegClaim[];
  readonly absences: readonly LedgerAbsence[];
}

/** null is open on that side. */
export interface Range {
  readonly low: number | null;
  readonly high: number | null;
}

export interface LedgerSide {
  readonly state: LedgerState;
  readonly claimed: Range | null;
  readonly reconciled: Range | null;
  /** Those that state a number and are not denied. */
  readonly claims: readonly LedgerLegClaim[];
  readonly persons: readonly string[];
}

export interface LedgerLeg {
  readonly slot: Slot;
  readonly planned: LedgerSide;
  readonly actual: LedgerSide;
  readonly absences: readonly LedgerAbsence[];
  readonly residual: (Range & { readonly text: string }) | null;
  readonly unaccounted: readonly string[];
  readonly flags: readonly LedgerFlag[];
}

const distinct = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];

const isDenied = ({ stance }: LegClaim): boolean => stance === 'false-certain' || stance === 'false-uncertain';

/** Words that name no number ("several", "all") take no part in arithmetic; a claimed zero does. */
const namesNumber = ({ low, best, high }: BoundedCount): boolean => low !== null || best !== null || high !== null;

/** `about n` states n, and no bounds. */
const rangeOf = ({ low, best, high }: BoundedCount): Range => ({
  low: low ?? best,
  high: high ?? (low === null ? best : null),
});

function hull(ranges: readonly Range[]): Range {
  const lows = ranges.map(({ low }) => low);
  const highs = ranges.map(({ high }) => high);
  return {
    low: lows.includes(null) ? null : Math.min(...(lows as number[])),
    high: highs.includes(null) ? null : Math.max(...(highs as number[])),
  };
}

function common(ranges: readonly Range[]): Range | null {
  const lows = ranges.flatMap(({ low }) => low ?? []);
  const highs = ranges.flatMap(({ high }) => high ?? []);
  const low = lows.length === 0 ? null : Math.max(...lows);
  const high = highs.length === 0 ? null : Math.min(...highs);
  return low !== null && high !== null && low > high ? null : { low, high };
}

function stateOf(counts: readonly BoundedCount[], reconciliation: Reconciliation | undefined): LedgerState {
  if (counts.length === 0) return 'notStated';
  const words = distinct(counts.map(({ op, value, upTo, unit }) => JSON.stringify([op, value, upTo, unit.counts])));
  if (words.length === 1) return 'agreed';
  if (!reconciliation || reconciliation.contradictions.length === 0) return 'compatible';
  const strengths = reconciliation.contradictions.map(({ explainedBy }) =>
    explainedBy.map((at) => reconciliation.explanations[at]!.strength),
  );
  if (strengths.some((found) => found.length === 0)) return 'contradicted';
  return strengths.every((found) => found.includes('firm')) ? 'explained' : 'possiblyExplained';
}

function sideOf(
  accounts: SwapAccounts,
  leg: string,
  phase: LegPhase,
  reconciliations: readonly Reconciliation[],
): LedgerSide {
  const said = accounts.claims.filter((claim) => claim.leg === leg && claim.phase === phase && !isDenied(claim));
  const claims = said.filter(({ count }) => count !== null && namesNumber(count));
  const counts = claims.map(({ count }) => count!);
  const found = reconciliations.find(({ quantity: of }) => of.kind === 'leg' && of.leg === leg && of.phase === phase);
  const state = stateOf(counts, found);
  const ranges = counts.map(rangeOf);
  return {
    state,
    claimed: ranges.length === 0 ? null : hull(ranges),
    reconciled: state === 'agreed' || state === 'compatible' ? common(ranges) : null,
    claims,
    persons: distinct(said.flatMap(({ persons }) => persons)),
  };
}

const less = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one - other;

const words = ({ low, high }: Range): string => {
  if (low !== null && low === high) return String(low);
  if (low === null) return high === null ? 'any number' : `at most ${high}`;
  return high === null ? `at least ${low}` : `${low} to ${high}`;
};

/** Interval subtraction (R. E. Moore, Interval Analysis, 1966, ch. 2). */
function residualOf(planned: Range | null, actual: Range | null): LedgerLeg['residual'] {
  if (!planned || !actual) return null;
  const left = { low: less(planned.low, actual.high), high: less(planned.high, actual.low) };
  return { ...left, text: `${words(planned)} − ${words(actual)} = ${words(left)}` };
}

function flagsOf(residual: LedgerLeg['residual'], unaccounted: readonly string[]): LedgerFlag[] {
  const isAbove = residual !== null && residual.high !== null && residual.high < 0;
  const isLeft = residual !== null && residual.low !== null && residual.low > 0;
  return [
    ...(isAbove ? ['actual-above-planned' as const] : []),
    ...(isLeft || unaccounted.length > 0 ? ['residual' as const] : []),
  ];
}

function legOf(accounts: SwapAccounts, slot: Slot, reconciliations: readonly Reconciliation[]): LedgerLeg {
  const planned = sideOf(accounts, slot.leg, 'planned', reconciliations);
  const actual = sideOf(accounts, slot.leg, 'actual', reconciliations);
  const absences = accounts.absences.filter(
    (absence) => absence.leg === slot.leg && !isDenied({ ...absence, phase: 'planned' }),
  );
  const seen = new Set([...actual.persons, ...absences.flatMap(({ persons }) => persons)]);
  const unaccounted = planned.persons.filter((person) => !seen.has(person));
  const residual = residualOf(planned.reconciled, actual.reconciled);
  return { slot, planned, actual, absences, residual, unaccounted, flags: flagsOf(residual, unaccounted) };
}

/**
 * What each direction of a swap was to be, what was claimed of it, and what is left over (DOMAIN 7). The residual is planned less actual,
 * where each has numbers that all its claims allow; absences stand beside it and are not netted, because who counted them is a claim, too.
 */
export function ledgerOf(accounts: SwapAccounts): LedgerLeg[] {
  const reconciliations = reconcileSwap(accounts);
  return accounts.slots.map((slot) => legOf(accounts, slot, reconciliations));
}

export type Role = 'gave' | 'received';

export interface LedgerTotal extends Range {
  readonly counts: BoundedCount['unit']['counts'];
  readonly units: readonly string[];
  readonly inputs: readonly { readonly swap: string; readonly leg: string }[];
  readonly notStated: readonly { readonly swap: string; readonly leg: string }[];
}

const partyIn = ({ from, to }: Slot, role: Role): string | null => (role === 'gave' ? from : to);

/** The party's own slots that are no part of another of its slots, so that nobody is counted twice. */
function topSlots(legs: readonly LedgerLeg[], party: string, role: Role): LedgerLeg[] {
  const byName = new Map(legs.map((leg) => [leg.slot.leg, leg.slot]));
  const isPartOfOwn = ({ parent }: Slot): boolean => {
    const above = parent === null ? undefined : byName.get(parent);
    return above !== undefined && (partyIn(above, role) === party || isPartOfOwn(above));
  };
  return legs.filter(({ slot }) => partyIn(slot, role) === party && !isPartOfOwn(slot));
}

interface Counted {
  readonly swap: string;
  readonly leg: LedgerLeg;
}

const added = (ranges: readonly Range[], side: 'low' | 'high'): number | null =>
  ranges.reduce<number | null>((sum, range) => (sum === null || range[side] === null ? null : sum + range[side]), 0);

/**
 * What one party gave or received over many swaps in one phase: a sum for each kind of unit, over the hulls of what is claimed of each leg,
 * with its inputs. Legs without a number are listed and not taken for zero, and leave the sum open above.
 */
export function totalsOf(
  swaps: readonly { readonly swap: string; readonly legs: readonly LedgerLeg[] }[],
  party: string,
  role: Role,
  phase: LegPhase,
): LedgerTotal[] {
  const counted: Counted[] = swaps.flatMap(({ swap, legs }) =>
    topSlots(legs, party, role).map((leg) => ({ swap, leg })),
  );
  const slot = ({ swap, leg }: Counted) => ({ swap, leg: leg.slot.leg });
  const notStated = counted.filter(({ leg }) => leg[phase].claims.length === 0).map(slot);
  const stated = counted.filter(({ leg }) => leg[phase].claims.length > 0);
  const kinds = distinct(stated.flatMap(({ leg }) => leg[phase].claims.map(({ count }) => count!.unit.counts)));
  return kinds.sort().map((counts) => {
    const inputs = stated.flatMap((each) => {
      const claims = each.leg[phase].claims.filter(({ count }) => count!.unit.counts === counts);
      return claims.length === 0 ? [] : [{ each, counted: claims.map(({ count }) => count!) }];
    });
    const ranges = inputs.map((input) => hull(input.counted.map(rangeOf)));
    return {
      counts,
      units: distinct(inputs.flatMap((input) => input.counted.map(({ unit }) => unit.asWritten))).sort(),
      low: added(ranges, 'low'),
      high: notStated.length > 0 ? null : added(ranges, 'high'),
      inputs: inputs.map(({ each }) => slot(each)),
      notStated,
    };
  });
}
