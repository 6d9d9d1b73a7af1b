import { type AmountKey, isExact, keyOf } from './amounts.ts';
import { amountAt, sumEquation } from './arithmetic.ts';
import { findingOf, partOf } from './findings.ts';
import { indexed } from './groups.ts';
import { foremost } from './limits.ts';
import { coarse } from './preference.ts';
import type { SearchedSums } from './searched-sums.ts';
import { type FoundSum, type Support, supportNote } from './sums.ts';
import type { Finding } from './types.ts';

/** What accounts for claims, with the numbers it stands between: one of each set must be a side of a contradiction that it explains. */
export interface Explanation {
  readonly finding: Finding;
  readonly between: readonly ReadonlySet<AmountKey>[];
}

const matching = ({ supports }: FoundSum): Support[] =>
  supports.filter(({ relation }) => relation === 'equals' || relation === 'ifExact');

interface Alike {
  readonly sum: FoundSum;
  readonly position: number;
}

/** Sums that take the same numbers for all parts but the one at a position. */
function families(sums: readonly FoundSum[]): Map<string, Alike[]> {
  const alike = sums.flatMap((sum) => sum.way.parts.map((_, position) => ({ sum, position })));
  return indexed(alike, ({ sum: { way }, position }) => {
    const others = way.parts.map((part, index) => (index === position ? '*' : coarse([part])));
    return [`${way.parts[position]!.leg} in ${others.join(' + ')}`];
  });
}

function explanationOf(searched: SearchedSums, one: Alike, other: Alike): Explanation {
  const { swap, leg, aspect } = searched;
  const told = [one, other].map(({ sum }, equation) => {
    const { text, result, parts } = sumEquation(swap, sum.way, equation);
    const supports = matching(sum);
    const claimed = supports.map(({ group, relation }) =>
      partOf('claimed', amountAt(group), group, { equation, leg, aspect, relation }),
    );
    const note = supportNote(supports, result.text);
    const exact = supports.some(({ relation }) => relation === 'equals');
    return {
      text,
      parts: [...parts, ...claimed],
      note,
      exact,
      keys: supports.map(({ group }) => keyOf(amountAt(group))),
    };
  });
  const part = one.sum.way.parts[one.position]!.leg;
  const notes = told.map(({ note }) => note).filter((note) => note !== null);
  const finding = findingOf(
    told.flatMap(({ parts }) => parts),
    {
      kind: 'onePart',
      text: told.map(({ text }) => text).join('; '),
      note: [`the sums differ in one part alone, ${part}`, ...notes].join('; '),
      firm: (mixed) => !mixed && told.every(({ exact }) => exact),
    },
  );
  return { finding, between: told.map(({ keys }) => new Set(keys)) };
}

/** Two claimed totals that are sums with a difference in one part alone: then what is disputed is that part, not the rest. */
export function onePartExplanations(searched: SearchedSums, sums: readonly FoundSum[]): Explanation[] {
  const exact = sums.filter((sum) => isExact(sum.way.bounds) && matching(sum).length > 0);
  const sorted = [...exact].sort((one, other) => one.way.bounds.low! - other.way.bounds.low!);
  const pairs = [...families(sorted)].flatMap(([name, family]) =>
    family.flatMap((one, index) =>
      family
        .slice(index + 1)
        .map((other) => ({ one, other, order: `${name} ${coarse([one.sum.way, other.sum.way])}` })),
    ),
  );
  return foremost(pairs, ({ order }) => order, searched.effort).map(({ one, other }) =>
    explanationOf(searched, one, other),
  );
}
