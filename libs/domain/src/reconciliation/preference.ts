import { keyOf } from './amounts.ts';
import { groupAt } from './arithmetic.ts';
import { type Group, byText, gradeOf } from './groups.ts';
import type { Grade } from './types.ts';
import { type Way, leavesOf, signatureOf } from './values.ts';
import type { Swap } from './world.ts';

export const gradeOrder: readonly Grade[] = ['sameSource', 'sameClaimant', 'mixed'];

/** Equal for ways that take the same numbers for the same things, however each of these is given. */
export const coarse = (ways: readonly Way[]): string =>
  ways.map(({ leg, aspect, bounds }) => `${leg} ${aspect} ${keyOf(bounds)}`).join(', ');

const rank = (swap: Swap, ways: readonly Way[], besides: readonly Group[]) => {
  const leaves = ways.flatMap(leavesOf);
  const { grade } = gradeOf([
    ...leaves.map(({ leg, aspect, bounds }) => groupAt(swap, leg, aspect, bounds)),
    ...besides,
  ]);
  return { ways, grade: gradeOrder.indexOf(grade), size: leaves.length, signature: ways.map(signatureOf).join(' ') };
};

/**
 * Which of several ways with the same numbers is told: the better grade, then the fewer claims. That 207 is itself 99 + 108 is told where
 * 207 is asked about, and here only if it turns a mixed account into one source's own. `order` puts the better grades first.
 */
export function preferred<Ways extends readonly Way[]>(
  swap: Swap,
  all: readonly Ways[],
  besides: readonly Group[],
): { readonly ways: Ways; readonly order: string } {
  const ranked = all.map((ways) => ({ ...rank(swap, ways, besides), ways }));
  ranked.sort(
    (one, other) => one.grade - other.grade || one.size - other.size || byText(one.signature, other.signature),
  );
  const [{ ways, grade }] = ranked as [(typeof ranked)[0]];
  return { ways, order: `${grade} ${coarse(ways)}` };
}
