import type { CountBounds } from '../counts/bounds.ts';
import { isApproximate, roundingRange } from './rounding.ts';
import { isDisjoint, isExact, isWithin } from './amounts.ts';
import { type Effort, type Option, type Reached, type Table, spend } from './combine.ts';
import type { TermRelation } from './types.ts';

/** The numbers of a table in an order that can be searched: a total asks for its neighbours, not for every sum. */
export interface SumIndex<Choice extends Option> {
  readonly exact: readonly Reached<Choice>[];
  readonly open: readonly Reached<Choice>[];
}

export function indexOf<Choice extends Option>(table: Table<Choice>): SumIndex<Choice> {
  const all = [...table.values()];
  const exact = all.filter(({ bounds }) => isExact(bounds)).sort((one, other) => one.bounds.low! - other.bounds.low!);
  return { exact, open: all.filter(({ bounds }) => !isExact(bounds)) };
}

/** Position of the first exact sum that is at least `least`. */
function firstFrom<Choice extends Option>({ exact }: SumIndex<Choice>, least: number): number {
  let low = 0;
  let high = exact.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (exact[middle]!.bounds.low! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function exactWithin<Choice extends Option>(index: SumIndex<Choice>, range: CountBounds): Reached<Choice> | null {
  const found = index.exact[firstFrom(index, range.low ?? 0)];
  return found && (range.high === null || found.bounds.low! <= range.high) ? found : null;
}

export interface Related<Choice extends Option> {
  readonly reached: Reached<Choice>;
  readonly relation: TermRelation;
}

/** Sums with open bounds have no order to search by, so all of them are looked at, as long as that may be paid for. */
const affordable = <Choice extends Option>({ open }: SumIndex<Choice>, effort: Effort): readonly Reached<Choice>[] =>
  spend(effort, open.length) ? open : [];

/** One sum that fits a claimed number without being it: one that it may round, that entails it, or that allows it. */
export function fitting<Choice extends Option>(
  index: SumIndex<Choice>,
  claimed: CountBounds,
  effort: Effort,
): Related<Choice> | null {
  const exact = exactWithin(index, roundingRange(claimed));
  if (exact) return { reached: exact, relation: isApproximate(claimed) ? 'rounds' : 'entails' };
  for (const reached of affordable(index, effort)) {
    if (isWithin(reached.bounds, claimed)) return { reached, relation: 'entails' };
    if (isWithin(claimed, reached.bounds)) return { reached, relation: 'allows' };
  }
  return null;
}

/** Whether no sum leaves room for the claimed number. An "about" has no bounds, so nothing shuts it out; nor is anything said unseen. */
export const excludes = <Choice extends Option>(
  index: SumIndex<Choice>,
  claimed: CountBounds,
  effort: Effort,
): boolean =>
  !isApproximate(claimed) &&
  exactWithin(index, claimed) === null &&
  spend(effort, index.open.length) &&
  index.open.every(({ bounds }) => isDisjoint(bounds, claimed));

function gap({ low, high }: CountBounds, claimed: CountBounds): number {
  if (low !== null && claimed.high !== null && low > claimed.high) return low - claimed.high;
  return high !== null && claimed.low !== null ? claimed.low - high : Infinity;
}

/** The sum that comes closest to a number which all of them exclude. */
export function nearest<Choice extends Option>(index: SumIndex<Choice>, claimed: CountBounds): Reached<Choice> | null {
  const after = claimed.high === null ? index.exact.length : firstFrom(index, claimed.high);
  const before = claimed.low === null ? -1 : firstFrom(index, claimed.low) - 1;
  const candidates = [index.exact[before], index.exact[after], ...index.open].filter((each) => each !== undefined);
  const least = Math.min(...candidates.map(({ bounds }) => gap(bounds, claimed)));
  return candidates.find(({ bounds }) => gap(bounds, claimed) === least) ?? null;
}
