import { isExact, isWithin } from './amounts.ts';
import type { Cell, Pair } from './cells.ts';
import { conditionOf } from './circumstance.ts';
import { findingOf, listed, partOf } from './findings.ts';
import type { Effort } from './combine.ts';
import { groupOf } from './groups.ts';
import { foremost } from './limits.ts';
import { isApproximate, roundingRange, roundingReach } from './rounding.ts';
import type { Finding } from './types.ts';

const after = (condition: string | null): string => (condition === null ? '' : `, ${condition}`);

/** Claims that state the same: within a cell, and across cells where the scope or date of one is not stated. */
export function identicalFindings(cells: readonly Cell[], pairs: readonly Pair[]): Finding[] {
  const alone = cells
    .filter(({ group }) => group.claims.length > 1)
    .map(({ group, amount, circumstance }) => {
      const condition = conditionOf(circumstance, circumstance) || null;
      const text = `${amount.text} is claimed ${group.claims.length} times${after(condition)}`;
      // Graded claim by claim: what one source says twice is one voice, what two say is two.
      const parts = group.statements.map((statement) => partOf('same', amount, groupOf([statement])));
      return findingOf(parts, { kind: 'identical', text, condition, firm: () => true });
    });
  const across = pairs
    .filter(({ one, other }) => one.wording === other.wording)
    .map(({ one, other, condition }) => {
      const parts = [one, other].map(({ amount, group }) => partOf('same', amount, group));
      return findingOf(parts, { kind: 'identical', text: `both say ${one.amount.text}${after(condition)}`, condition });
    });
  return [...alone, ...across];
}

const namesNumber = ({ op }: Cell): boolean => op !== 'vague' && op !== 'all';

const entails = (one: Cell, other: Cell): boolean =>
  one.wording !== other.wording && namesNumber(one) && namesNumber(other) && isWithin(one.amount, other.amount);

/** What follows from what, by bounds alone. One finding for each number that follows, under each condition. */
export function entailmentFindings(pairs: readonly Pair[], effort: Effort): Finding[] {
  const following = new Map<Cell, Map<string | null, Cell[]>>();
  const follows = (from: Cell, to: Cell, condition: string | null) => {
    const conditions = following.get(to) ?? new Map<string | null, Cell[]>();
    following.set(to, conditions);
    const known = conditions.get(condition);
    if (known) known.push(from);
    else conditions.set(condition, [from]);
  };
  for (const { one, other, condition } of pairs) {
    if (entails(one, other)) follows(one, other, condition);
    if (entails(other, one)) follows(other, one, condition);
  }
  const found = [...following].flatMap(([to, conditions]) =>
    [...conditions].map(([condition, from]) => ({ to, condition, from })),
  );
  const order = ({ to, condition }: (typeof found)[0]) => `${condition ?? ''} ${to.wording} ${to.about}`;
  return foremost(found, order, effort).map(({ to, condition, from }) => {
    const parts = from.map(({ amount, group }) => partOf('entailing', amount, group));
    const verb = parts.length === 1 ? 'entails' : 'entail';
    const text = `${listed(from.map(({ amount }) => amount.text))} ${verb} ${to.amount.text}${after(condition)}`;
    return findingOf([...parts, partOf('entailed', to.amount, to.group)], { kind: 'entailment', text, condition });
  });
}

/** Whether a number stands for the other by rounding; only what is named can be rounded, and only an "about" rounds. */
function rounds(about: Cell, other: Cell): boolean {
  if (!isApproximate(about.amount) || about.wording === other.wording) return false;
  const { low, high } = roundingRange(about.amount);
  const named = isExact(other.amount) || isApproximate(other.amount);
  return named && other.amount.best! >= low! && other.amount.best! <= high!;
}

function roundingFinding(about: Cell, other: Cell, condition: string | null): Finding {
  const [round, exact] = [about.amount.best!, other.amount.best!];
  const reach = roundingReach(round);
  const text = `${about.amount.text} may round ${other.amount.text}: |${round} − ${exact}| = ${Math.abs(round - exact)} ≤ ${reach}`;
  const parts = [partOf('rounding', about.amount, about.group), partOf('rounded', other.amount, other.group)];
  return findingOf(parts, { kind: 'rounding', text: `${text}${after(condition)}`, condition, firm: () => false });
}

export function roundingFindings(pairs: readonly Pair[], effort: Effort): Finding[] {
  const found = pairs.flatMap(({ one, other, condition }) => [
    ...(rounds(one, other) ? [{ about: one, other, condition }] : []),
    ...(rounds(other, one) ? [{ about: other, other: one, condition }] : []),
  ]);
  const order = ({ about, other }: (typeof found)[0]) =>
    `${about.wording} ${about.about} ${other.wording} ${other.about}`;
  return foremost(found, order, effort).map(({ about, other, condition }) => roundingFinding(about, other, condition));
}
