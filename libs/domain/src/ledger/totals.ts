import type { BoundedCount } from '#libs/contracts';
import type { LegPhase } from '../reconciliation/types.ts';
import type { Slot } from '../swap.ts';
import type { LedgerLeg, LedgerLegClaim } from './ledger.ts';
import { hull, type Range } from './range.ts';

export type Role = 'gave' | 'received';

type Counts = BoundedCount['unit']['counts'];

export interface LedgerTotal extends Range {
  readonly counts: Counts;
  readonly units: readonly string[];
  readonly inputs: readonly { readonly swap: string; readonly leg: string }[];
  readonly notStated: readonly { readonly swap: string; readonly leg: string }[];
}

/** What is added up: the role of one party, in one phase, in one kind of unit. */
interface Asked {
  readonly party: string;
  readonly role: Role;
  readonly phase: LegPhase;
  readonly counts: Counts;
}

/** A sum with the legs that went into it, and those of which it knows no number. */
interface Tally {
  readonly ranges: readonly Range[];
  readonly inputs: readonly LedgerLeg[];
  readonly missing: readonly LedgerLeg[];
}

const distinct = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];

const isOwn = ({ from, to }: Slot, { party, role }: Pick<Asked, 'party' | 'role'>): boolean =>
  (role === 'gave' ? from : to) === party;

const claimsIn = (leg: LedgerLeg, { phase, counts }: Asked): LedgerLegClaim[] =>
  leg[phase].claims.filter(({ count }) => count!.unit.counts === counts);

const added = (ranges: readonly Range[], side: keyof Range): number | null =>
  ranges.reduce<number | null>((sum, range) => (sum === null || range[side] === null ? null : sum + range[side]), 0);

const together = (tallies: readonly Tally[]): Tally => ({
  ranges: tallies.flatMap(({ ranges }) => ranges),
  inputs: tallies.flatMap(({ inputs }) => inputs),
  missing: tallies.flatMap(({ missing }) => missing),
});

const partitions: readonly Slot['partBy'][] = ['party', 'day', 'category', null];

const isSilent = ({ inputs, missing }: Tally): boolean => inputs.length === 0 && missing.length === 0;
const isWhole = ({ inputs, missing }: Tally): boolean => inputs.length > 0 && missing.length === 0;

/** Parts of a leg of others in which the party is not named: of a party's part it is none, of a day's nobody knows. */
function partTallies(parts: readonly LedgerLeg[], isParty: boolean, tally: (leg: LedgerLeg) => Tally): Tally {
  const found = parts.map((part) => ({ part, tally: tally(part) }));
  const isAbout = found.some((each) => !isSilent(each.tally));
  return together(
    found.map((each) =>
      isAbout && !isParty && isSilent(each.tally) ? { ...each.tally, missing: [each.part] } : each.tally,
    ),
  );
}

/** Of several partitions one, for the others count the same people again: one that tells all, else the one that tells most. */
function bestOf(tallies: readonly Tally[]): Tally {
  const value = (tally: Tally): number => (isWhole(tally) ? Infinity : (added(tally.ranges, 'low') ?? 0));
  const told = tallies.filter((tally) => !isSilent(tally));
  return told.reduce((best, each) => (value(each) > value(best) ? each : best), told[0] ?? together([]));
}

/** Whether the leg names nobody on its other side: all whom the party gave to or received from, or some who are not stated. */
const isToAll = ({ slot }: LedgerLeg, { role }: Asked): boolean => (role === 'gave' ? slot.to : slot.from) === null;

/**
 * A leg to all receivers beside one to a named receiver may count the same people, or may not: at least the greater of both numbers, at most
 * their sum.
 */
function perhapsOverlapping(one: Tally, other: Tally): Tally {
  const both = together([one, other]);
  if (one.inputs.length === 0 || other.inputs.length === 0) return both;
  const lows = [one, other].flatMap(({ ranges }) => added(ranges, 'low') ?? []);
  const low = lows.length === 0 ? null : Math.max(...lows);
  return { ...both, ranges: [{ low, high: added(both.ranges, 'high') }] };
}

/** What the legs of one swap come to; `parent` without a leg of its own is none. */
function tallyOf(legs: readonly LedgerLeg[], asked: Asked): Tally {
  const names = new Set(legs.map(({ slot }) => slot.leg));
  const byParent = new Map<string | null, LedgerLeg[]>();
  for (const leg of legs) {
    const above = leg.slot.parent !== null && names.has(leg.slot.parent) ? leg.slot.parent : null;
    byParent.set(above, [...(byParent.get(above) ?? []), leg]);
  }
  const below = ({ slot }: LedgerLeg): Tally =>
    bestOf(
      partitions.map((partBy) => {
        const parts = (byParent.get(slot.leg) ?? []).filter((part) => part.slot.partBy === partBy);
        return partTallies(parts, partBy === 'party' || isOwn(slot, asked), tally);
      }),
    );
  function tally(leg: LedgerLeg): Tally {
    if (!isOwn(leg.slot, asked)) return below(leg);
    const claims = claimsIn(leg, asked);
    if (claims.length > 0) return { ranges: [hull(claims.map(({ count }) => count!))], inputs: [leg], missing: [] };
    // Named for its parts, too.
    return { ...below(leg), missing: [leg] };
  }
  const roots = byParent.get(null) ?? [];
  const toAll = roots.filter((leg) => isOwn(leg.slot, asked) && isToAll(leg, asked));
  const others = roots.filter((leg) => !toAll.includes(leg));
  return perhapsOverlapping(together(toAll.map(tally)), together(others.map(tally)));
}

interface SwapLegs {
  readonly swap: string;
  readonly legs: readonly LedgerLeg[];
}

/** The kinds of unit in which somebody states a number. */
function kindsIn(swaps: readonly SwapLegs[], asked: Omit<Asked, 'counts'>): Counts[] {
  const own = swaps.flatMap(({ legs }) => legs.filter(({ slot }) => isOwn(slot, asked)));
  return distinct(own.flatMap((leg) => leg[asked.phase].claims.map(({ count }) => count!.unit.counts))).sort();
}

function totalOf(swaps: readonly SwapLegs[], asked: Asked): LedgerTotal {
  const tallies = swaps.map(({ swap, legs }) => ({ swap, tally: tallyOf(legs, asked) }));
  const slots = (of: 'inputs' | 'missing') =>
    tallies.flatMap(({ swap, tally }) => tally[of].map(({ slot }) => ({ swap, leg: slot.leg })));
  const { ranges, inputs, missing } = together(tallies.map(({ tally }) => tally));
  const units = inputs.flatMap((leg) => claimsIn(leg, asked).map(({ count }) => count!.unit.asWritten));
  return {
    counts: asked.counts,
    units: distinct(units).sort(),
    low: added(ranges, 'low'),
    high: missing.length > 0 ? null : added(ranges, 'high'),
    inputs: slots('inputs'),
    notStated: slots('missing'),
  };
}

/**
 * What one party gave or received over many swaps in one phase: a sum for each kind of unit, over the hulls of what is claimed of each leg,
 * with its inputs. A leg counts as a whole; where nobody states its number, the parts of one partition stand for it and the sum is open
 * above. Nobody is counted twice: not in a leg and its part, not in the parts of two partitions, and not surely in a leg to all and one to
 * somebody. Legs without a number of the kind are listed and not taken for zero.
 */
export function totalsOf(swaps: readonly SwapLegs[], party: string, role: Role, phase: LegPhase): LedgerTotal[] {
  const asked = { party, role, phase };
  return kindsIn(swaps, asked).map((counts) => totalOf(swaps, { ...asked, counts }));
}
