import type { Slot } from '../swap.ts';
import type { CountBounds } from '../counts/bounds.ts';
import { type AmountKey, keyOf } from './amounts.ts';
import type { Effort } from './combine.ts';
import { type Group, type Statement, byText, claimantKey, distinct, groupOf, indexed } from './groups.ts';
import type { AbsenceKind, LegPhase } from './types.ts';

/** What is counted about a leg. */
export type Aspect = LegPhase | AbsenceKind;

export interface Placed extends Statement {
  readonly leg: string;
  readonly aspect: Aspect;
}

/** The claims that take part: all of them, or those of one account. Numbers that nothing could be computed with are not among them. */
export type World = ReadonlyMap<string, readonly Placed[]>;

export const placeOf = (leg: string, aspect: Aspect): string => `${leg} ${aspect}`;

export const worldOf = (statements: Iterable<Placed>): World =>
  indexed(statements, ({ leg, aspect }) => [placeOf(leg, aspect)]);

/** Everything about one swap in one kind of unit that a search needs. */
export interface Swap {
  readonly world: World;
  /** One world for each source and each claimant that says more than one thing, in the order of their ids, sources first. */
  readonly accounts: readonly World[];
  readonly slots: ReadonlyMap<string, Slot>;
  /** The partitions of a leg: its sub-legs by what they are parts by. One sub-leg alone is no partition. */
  readonly partitions: ReadonlyMap<string, readonly (readonly Slot[])[]>;
  readonly groups: ReadonlyMap<string, ReadonlyMap<AmountKey, Group>>;
}

/** The distinct numbers about one thing, those that most claims state first: what a search tries first it will have seen if it is cut off. */
export function numbersOf(statements: readonly Statement[]): [AmountKey, CountBounds][] {
  const found = new Map<AmountKey, { readonly bounds: CountBounds; times: number }>();
  for (const { amount } of statements) {
    const key = keyOf(amount);
    const known = found.get(key);
    if (known) known.times += 1;
    else found.set(key, { bounds: amount, times: 1 });
  }
  const order = ([one, first]: [AmountKey, { times: number }], [other, second]: [AmountKey, { times: number }]) =>
    second.times - first.times || byText(String(one).padStart(12, '0'), String(other).padStart(12, '0'));
  return [...found].sort(order).map(([key, { bounds }]) => [key, bounds]);
}

/** The claims of each distinct number about one thing. */
export function groupsByAmount(statements: readonly Statement[]): Map<AmountKey, Group> {
  const keyed = indexed(statements, ({ amount }) => [String(keyOf(amount))]);
  return new Map([...keyed.values()].map((said) => [keyOf(said[0]!.amount), groupOf(said)]));
}

function partitionsOf(slots: readonly Slot[]): Map<string, Slot[][]> {
  const parts = slots.filter(({ leg, parent }) => parent !== null && parent !== leg);
  const families = [...indexed(parts, ({ parent, partBy }) => [`${parent} ${partBy ?? ''}`]).values()];
  const partitions = families.filter((family) => family.length > 1);
  partitions.sort((one, other) => byText(one[0]!.partBy ?? '', other[0]!.partBy ?? ''));
  const grouped = new Map<string, Slot[][]>();
  for (const partition of partitions) {
    const parent = partition[0]!.parent!;
    grouped.set(parent, [...(grouped.get(parent) ?? []), partition]);
  }
  return grouped;
}

function accountsOf(statements: readonly Placed[]): World[] {
  const voices = (keysOf: (statement: Placed) => readonly string[]) =>
    [...indexed(statements, keysOf)]
      .filter(([, said]) => said.length > 1)
      .sort(([one], [other]) => byText(one, other))
      .map(([, said]) => worldOf(said));
  return [...voices(({ sources }) => distinct(sources)), ...voices(({ claimant }) => [claimantKey(claimant)])];
}

export function swapOf(givenSlots: readonly Slot[], statements: readonly Placed[]): Swap {
  const slots = [...givenSlots].sort((one, other) => byText(one.leg, other.leg));
  const world = worldOf(statements);
  const groups = new Map([...world].map(([place, said]) => [place, groupsByAmount(said)]));
  return {
    world,
    accounts: accountsOf(statements),
    slots: new Map(slots.map((slot) => [slot.leg, slot])),
    partitions: partitionsOf(slots),
    groups,
  };
}

/** A search within one swap by the claims of one world. */
export interface Inquiry {
  readonly swap: Swap;
  readonly world: World;
  readonly effort: Effort;
}
