import type { BoundedCount, LedgerFlag, LedgerState } from '#libs/contracts';
import { reconcileSwap } from '../reconciliation/reconcile-swap.ts';
import type { AbsenceClaim, LegClaim, LegPhase, Reconciliation } from '../reconciliation/types.ts';
import type { Slot } from '../swap.ts';
import { common, hull, isAbove, type Range } from './range.ts';

export type { Range };

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
  /** The same for all ids that judgements make one person; without it every id is a person. */
  readonly personOf?: (id: string) => string;
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

/** Families and persons are no two numbers for one thing. */
const isMixed = (counts: readonly BoundedCount[]): boolean =>
  distinct(counts.map(({ unit }) => unit.counts)).length > 1;

function stateOf(counts: readonly BoundedCount[], reconciliation: Reconciliation | undefined): LedgerState {
  if (counts.length === 0) return 'notStated';
  const words = distinct(counts.map(({ op, value, upTo, unit }) => JSON.stringify([op, value, upTo, unit.counts])));
  if (words.length === 1) return 'agreed';
  if (!reconciliation || reconciliation.contradictions.length === 0)
    return isMixed(counts) ? 'differentUnits' : 'compatible';
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
  return {
    state,
    claimed: counts.length === 0 || isMixed(counts) ? null : hull(counts),
    reconciled: state === 'agreed' || state === 'compatible' ? common(counts) : null,
    claims,
    persons: distinct(said.flatMap(({ persons }) => persons)),
  };
}

const countedIn = ({ claims }: LedgerSide): BoundedCount[] => claims.map(({ count }) => count!);

const less = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one - other;

const words = ({ low, high }: Range): string => {
  if (low !== null && low === high) return String(low);
  if (low === null) return high === null ? 'any number' : `at most ${high}`;
  return high === null ? `at least ${low}` : `${low} to ${high}`;
};

/** Interval subtraction (R. E. Moore, Interval Analysis, 1966, ch. 2). */
function residualOf(one: LedgerSide, other: LedgerSide): LedgerLeg['residual'] {
  const [planned, actual] = [one.reconciled, other.reconciled];
  if (!planned || !actual || isMixed([...countedIn(one), ...countedIn(other)])) return null;
  const left = { low: less(planned.low, actual.high), high: less(planned.high, actual.low) };
  return { ...left, text: `${words(planned)} − ${words(actual)} = ${words(left)}` };
}

/** In numbers that all claims about one side allow, or whichever of them is believed. */
const exceeds = (one: LedgerSide, other: LedgerSide): boolean =>
  isAbove(one.reconciled, other.reconciled) || isAbove(one.claimed, other.claimed);

function flagsOf(planned: LedgerSide, actual: LedgerSide, unaccounted: readonly string[]): LedgerFlag[] {
  const isComparable = !isMixed([...countedIn(planned), ...countedIn(actual)]);
  return [
    ...(isComparable && exceeds(actual, planned) ? ['actual-above-planned' as const] : []),
    ...((isComparable && exceeds(planned, actual)) || unaccounted.length > 0 ? ['residual' as const] : []),
  ];
}

const isAbsenceDenied = (absence: LedgerAbsence): boolean => isDenied({ ...absence, phase: 'planned' });

/** Of whom somebody says what came of them: handed over, or absent; on whichever leg, for a list of the whole may be told in parts. */
function accountedFor({ claims, absences, personOf = (id) => id }: SwapAccounts): (person: string) => boolean {
  const told = [
    ...claims.filter((claim) => claim.phase === 'actual' && !isDenied(claim)),
    ...absences.filter((absence) => !isAbsenceDenied(absence)),
  ];
  const known = new Set(told.flatMap(({ persons }) => persons.map(personOf)));
  return (person) => known.has(personOf(person));
}

interface Known {
  readonly reconciliations: readonly Reconciliation[];
  readonly isAccountedFor: (person: string) => boolean;
}

function legOf(accounts: SwapAccounts, slot: Slot, { reconciliations, isAccountedFor }: Known): LedgerLeg {
  const planned = sideOf(accounts, slot.leg, 'planned', reconciliations);
  const actual = sideOf(accounts, slot.leg, 'actual', reconciliations);
  const absences = accounts.absences.filter((absence) => absence.leg === slot.leg && !isAbsenceDenied(absence));
  const unaccounted = planned.persons.filter((person) => !isAccountedFor(person));
  const residual = residualOf(planned, actual);
  return { slot, planned, actual, absences, residual, unaccounted, flags: flagsOf(planned, actual, unaccounted) };
}

/**
 * What each direction of a swap was to be, what was claimed of it, and what is left over (DOMAIN 7). The residual is planned less actual,
 * where each has numbers that all its claims allow; absences stand beside it and are not netted, because who counted them is a claim, too.
 */
export function ledgerOf(accounts: SwapAccounts): LedgerLeg[] {
  const known = { reconciliations: reconcileSwap(accounts), isAccountedFor: accountedFor(accounts) };
  return accounts.slots.map((slot) => legOf(accounts, slot, known));
}
