import { type Inquiry, type Swap } from './world.ts';
import type { AbsenceKind } from './types.ts';
import { type Value, valuesOf } from './values.ts';

/** Listed persons who were not handed over, by the reason given (DOMAIN 2). Two kinds are two different sets of persons; one kind is one. */
export const absenceKinds: readonly AbsenceKind[] = ['refused', 'stayed', 'absent', 'alreadyFree'];

/** A leg and everything below it: whoever refused on a part is missing from the whole. */
function below(swap: Swap, leg: string, seen: ReadonlySet<string> = new Set()): string[] {
  if (seen.has(leg)) return [];
  const known = new Set([...seen, leg]);
  const children = [...swap.slots.values()].filter((slot) => slot.parent === leg);
  return [leg, ...children.flatMap((slot) => below(swap, slot.leg, known))];
}

/** One layer for each kind that is reported at all: every number for the leg or a leg below it, of which one may be taken. "None" changes nothing. */
export function absenceLayers(inquiry: Inquiry, leg: string) {
  const legs = below(inquiry.swap, leg);
  const options = absenceKinds.map((kind): Value[] => legs.flatMap((each) => valuesOf(inquiry, each, kind)));
  return options
    .map((each) => each.filter(({ bounds }) => bounds.high !== 0))
    .filter((each) => each.length > 0)
    .map((each) => ({ options: each, optional: true }));
}
