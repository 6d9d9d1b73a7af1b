import { isDisjoint } from './amounts.ts';
import { type Cell, type Pair, type Stated, isExactCell } from './cells.ts';
import { conditionOf } from './circumstance.ts';
import { findingOf, listed, partOf } from './findings.ts';
import type { Effort } from './combine.ts';
import { groupOf, indexed } from './groups.ts';
import { foremost } from './limits.ts';
import type { Conflict } from './part-conflicts.ts';
import { isApproximate, roundingRange } from './rounding.ts';

/** Cells that exclude each other: every two of them, or the first every other. */
interface Clash {
  readonly cells: readonly Cell[];
  readonly every: boolean;
  readonly condition: string | null;
  /** Whether the bounds themselves exclude each other; else an "about" is farther off than rounding accounts for. */
  readonly disjoint: boolean;
}

/** Exact numbers about one thing exclude each other, all of them: they stand in one finding instead of one for every pair. */
const exactClashes = (cells: readonly Cell[]): Clash[] =>
  [...indexed(cells.filter(isExactCell), ({ about }) => [about]).values()]
    .filter((alike) => alike.length > 1)
    .map((alike) => {
      const { circumstance } = alike[0]!;
      return { cells: alike, every: true, condition: conditionOf(circumstance, circumstance) || null, disjoint: true };
    });

function isApart({ amount: one }: Cell, { amount: other }: Cell): boolean {
  if (!isApproximate(one) && !isApproximate(other)) return false;
  return isDisjoint(roundingRange(one), roundingRange(other));
}

/** The looser side comes first, so that all exact numbers it excludes stand in one finding with it. */
function looseClashes(pairs: readonly Pair[]): Clash[] {
  const against = new Map<Cell, Map<string, { readonly cells: Cell[]; condition: string | null; disjoint: boolean }>>();
  for (const { one, other, condition } of pairs) {
    const disjoint = isDisjoint(one.amount, other.amount);
    if (!disjoint && !isApart(one, other)) continue;
    const [first, second] = isExactCell(one) && !isExactCell(other) ? [other, one] : [one, other];
    const families = against.get(first) ?? new Map<string, never>();
    against.set(first, families);
    const name = `${disjoint} ${condition}`;
    const family = families.get(name) ?? { cells: [first], condition, disjoint };
    families.set(name, family);
    family.cells.push(second);
  }
  return [...against.values()].flatMap((families) => [...families.values()].map((each) => ({ ...each, every: false })));
}

function conflictOf({ cells, every, condition, disjoint }: Clash): Conflict {
  const [first, ...others] = cells.map(({ amount }) => amount.text);
  const against = every ? `${listed([first!, ...others])} exclude each other` : `${first} excludes ${listed(others)}`;
  const text = disjoint ? against : `${first} is not ${listed(others)}`;
  const parts = cells.map(({ amount, group, circumstance }) =>
    partOf('side', amount, group, { words: circumstance?.words.scope ?? null }),
  );
  const finding = findingOf(parts, {
    kind: 'claims',
    text: condition === null ? text : `${text}, ${condition}`,
    note: disjoint ? null : apartNote,
    condition,
    firm: () => disjoint && condition === null,
  });
  return { finding, numbers: new Set(cells.map(({ key }) => key)) };
}

const apartNote = 'farther apart than rounding accounts for; "about" names no bounds, so they may still agree';

/** Claims that cannot all be true, by their bounds. */
export function claimConflicts(cells: readonly Cell[], pairs: readonly Pair[], effort: Effort): Conflict[] {
  const loose = looseClashes(pairs);
  const order = ({ cells: [first], condition, disjoint }: Clash) =>
    `${disjoint ? 0 : 1} ${condition ?? ''} ${first!.wording} ${first!.about}`;
  return [...exactClashes(cells), ...foremost(loose, order, effort)].map(conflictOf);
}

/** A number that one says and another says is not so. */
export function denialConflicts(cells: readonly Cell[], denied: readonly Stated[]): Conflict[] {
  return cells.flatMap(({ amount, group, op, circumstance }) => {
    const same = denied.filter((each) => each.op === op && each.amount.text === amount.text);
    const grouped = indexed(same, (each) => [`${conditionOf(circumstance, each.circumstance)}`]);
    grouped.delete('false');
    return [...grouped.values()].map((against) => {
      const condition = conditionOf(circumstance, against[0]!.circumstance) || null;
      const parts = [partOf('side', amount, group), partOf('side', amount, groupOf(against))];
      const finding = findingOf(parts, { kind: 'denial', text: `${amount.text} is claimed and denied`, condition });
      // No arithmetic accounts for a denial.
      return { finding, numbers: new Set() };
    });
  });
}
