import { keyOf } from './amounts.ts';
import { amountAt, sumEquation } from './arithmetic.ts';
import type { AmountKey } from './amounts.ts';
import { findingOf, partOf } from './findings.ts';
import type { Group } from './groups.ts';
import { foremost } from './limits.ts';
import { type SearchedSums, type SumTable, summed } from './searched-sums.ts';
import { excludes, nearest } from './sum-index.ts';
import type { Finding } from './types.ts';
import { type Way, signatureOf, waysOf } from './values.ts';
import { groupsByAmount, placeOf } from './world.ts';

/** A contradiction and the numbers between which it stands. */
export interface Conflict {
  readonly finding: Finding;
  readonly numbers: ReadonlySet<AmountKey>;
}

interface Clash {
  readonly group: Group;
  readonly way: Way;
}

/** Claimed wholes of a world that no sum of the parts claimed in it leaves room for, each with the sum that comes closest. */
function clashesIn({ swap, leg, aspect, targets, effort }: SearchedSums, { world, parts, index }: SumTable): Clash[] {
  const own = world === swap.world ? targets : groupsByAmount(world.get(placeOf(leg, aspect)) ?? []);
  return [...own.keys()].flatMap((key) => {
    const group = targets.get(key)!;
    const closest = excludes(index, amountAt(group), effort) ? nearest(index, amountAt(group)) : null;
    return closest ? [{ group, way: waysOf(summed(parts, closest), 1)[0]! }] : [];
  });
}

function conflictOf({ swap, leg, aspect }: SearchedSums, { group, way }: Clash): Conflict {
  const { text, result, parts } = sumEquation(swap, way);
  const total = amountAt(group);
  const exceeds = result.low !== null && total.high !== null && result.low > total.high;
  const finding = findingOf([...parts, partOf('claimed', total, group, { leg, aspect })], {
    kind: 'parts',
    text: `${text}, not ${total.text}`,
    note: exceeds ? 'the parts exceed the whole' : 'the parts fall short of the whole, unless one is not reported',
    firm: () => exceeds,
  });
  return { finding, numbers: new Set([keyOf(total), keyOf(result)]) };
}

/**
 * Wholes that contradict the sums of their parts: within an account first ("a headline contradicts its own parts"), then for all claims,
 * where no combination gives the number. Nothing is said where the search was cut off, since what it did not see may give the number.
 */
export function partConflicts(searched: SearchedSums, complete: boolean): Conflict[] {
  if (!complete) return [];
  const clashes = new Map<string, Clash>();
  const told = new Set<Group>();
  for (const table of searched.tables)
    for (const clash of clashesIn(searched, table)) {
      if (table.world === searched.swap.world && told.has(clash.group)) continue;
      told.add(clash.group);
      clashes.set(`${signatureOf(clash.way)}=${keyOf(amountAt(clash.group))}`, clash);
    }
  return foremost([...clashes], ([order]) => order, searched.effort).map(([, clash]) => conflictOf(searched, clash));
}
