import type { Slot } from '../swap.ts';
import type { AmountKey } from './amounts.ts';
import type { Effort, Reached } from './combine.ts';
import type { Group } from './groups.ts';
import { type SumIndex, indexOf } from './sum-index.ts';
import { type PartitionSums, type Value, partitionSums } from './values.ts';
import { type Aspect, type Swap, type World, placeOf } from './world.ts';

/** The sums of one partition by the claims of one world, ready to be asked. */
export interface SumTable extends PartitionSums {
  readonly world: World;
  readonly index: SumIndex<Value>;
}

/** One quantity (a leg in one phase) with its claims by number and every sum of its parts, account by account, all claims last. */
export interface SearchedSums {
  readonly swap: Swap;
  readonly leg: string;
  readonly aspect: Aspect;
  readonly targets: ReadonlyMap<AmountKey, Group>;
  readonly tables: readonly SumTable[];
  /** What is left for asking the tables. */
  readonly effort: Effort;
}

/** A whole that is given by its parts and by nothing else. */
export const summed = ([part]: readonly Slot[], reached: Reached<Value>): Value => {
  const aspect = reached.from[0]!.choice!.aspect;
  return { leg: part!.parent!, aspect, bounds: reached.bounds, stated: false, sums: [reached] };
};

/**
 * Accounts are small, and together cost no more than all claims at once where each claim has one source. The last search has an allowance of its own,
 * so that a flood of accounts cannot use it up.
 */
export function searchSums(swap: Swap, leg: string, aspect: Aspect, effort: Effort): SearchedSums {
  const targets = swap.groups.get(placeOf(leg, aspect)) ?? new Map<AmountKey, Group>();
  const { allowance } = effort;
  const search = (world: World): SumTable[] =>
    partitionSums({ swap, world, effort }, leg, aspect, []).map((sums) => ({
      ...sums,
      world,
      index: indexOf(sums.table),
    }));
  const askable = targets.size > 0 && swap.partitions.has(leg);
  const tables = askable ? swap.accounts.flatMap(search) : [];
  effort.allowance = allowance;
  const last = askable ? search(swap.world) : [];
  effort.allowance = allowance;
  return { swap, leg, aspect, targets, tables: [...tables, ...last], effort };
}
