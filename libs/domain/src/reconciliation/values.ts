import type { CountBounds } from '../counts/bounds.ts';
import type { Slot } from '../swap.ts';
import { type AmountKey, keyOf } from './amounts.ts';
import { type Option, type Reached, type Table, combinations, sum, waysTo } from './combine.ts';
import { type Aspect, type Inquiry, numbersOf, placeOf } from './world.ts';

/** A number for one thing: as claims state it, as sums of its parts, or both. */
export interface Value extends Option {
  readonly leg: string;
  readonly aspect: Aspect;
  readonly bounds: CountBounds;
  readonly stated: boolean;
  readonly sums: readonly Reached<Value>[];
}

/** One way to a value: as it is claimed (no parts), or by one way to each of its parts. */
export interface Way {
  readonly leg: string;
  readonly aspect: Aspect;
  readonly bounds: CountBounds;
  readonly parts: readonly Way[];
}

export interface PartitionSums {
  readonly parts: readonly Slot[];
  readonly table: Table<Value>;
}

/**
 * What the parts of a leg add up to: exactly one number for each part of one partition, where every part has one. A part may itself be given by
 * its sum. `above` guards against slots that are their own ancestors.
 */
export function partitionSums(
  inquiry: Inquiry,
  leg: string,
  aspect: Aspect,
  above: readonly string[],
): PartitionSums[] {
  if (above.includes(leg)) return [];
  return (inquiry.swap.partitions.get(leg) ?? []).flatMap((parts) => {
    const options = parts.map((part) => valuesOf(inquiry, part.leg, aspect, [...above, leg]));
    if (options.some((each) => each.length === 0)) return [];
    const layers = options.slice(1).map((each) => ({ options: each, optional: false }));
    const table = combinations(options[0]!, layers, sum, inquiry.effort);
    return table.size > 0 ? [{ parts, table }] : [];
  });
}

/** Every number for one thing in this world, those that claims state first. */
export function valuesOf(inquiry: Inquiry, leg: string, aspect: Aspect, above: readonly string[] = []): Value[] {
  const values = new Map<AmountKey, Value>();
  for (const [key, bounds] of numbersOf(inquiry.world.get(placeOf(leg, aspect)) ?? []))
    values.set(key, { leg, aspect, bounds, stated: true, sums: [] });
  for (const { table } of partitionSums(inquiry, leg, aspect, above))
    for (const [key, reached] of table) {
      const known = values.get(key) ?? { leg, aspect, bounds: reached.bounds, stated: false, sums: [] };
      values.set(key, { ...known, sums: [...known.sums, reached] });
    }
  return [...values.values()];
}

/** One way for each of the choices, in every combination, at most `most`. */
export function waysThrough(choices: readonly Value[], most: number): Way[][] {
  let found: Way[][] = [[]];
  for (const choice of choices) {
    const ways = waysOf(choice, most);
    found = found.flatMap((head) => ways.map((way) => [...head, way])).slice(0, most);
  }
  return found;
}

export function waysOf(value: Value, most: number): Way[] {
  const { leg, aspect, bounds } = value;
  const claimed: Way[] = value.stated ? [{ leg, aspect, bounds, parts: [] }] : [];
  const summed = value.sums.flatMap((reached) =>
    waysTo(reached, most).flatMap((choices) =>
      waysThrough(
        choices.filter((choice) => choice !== null),
        most,
      ).map((parts) => ({ leg, aspect, bounds, parts })),
    ),
  );
  return [...claimed, ...summed].slice(0, most);
}

export const leavesOf = (way: Way): Way[] => (way.parts.length === 0 ? [way] : way.parts.flatMap(leavesOf));

/** Two ways are the same when they take the same numbers for the same things in the same order. */
export const signatureOf = (way: Way): string =>
  way.parts.length === 0
    ? `${way.leg} ${way.aspect} ${keyOf(way.bounds)}`
    : `${way.leg}(${way.parts.map(signatureOf).join('+')})`;
