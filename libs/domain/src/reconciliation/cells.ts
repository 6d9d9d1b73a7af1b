import { type AmountKey, keyOf } from './amounts.ts';
import { type Circumstance, aboutOf, conditionOf } from './circumstance.ts';
import type { Effort } from './combine.ts';
import { type Group, type Statement, byText, groupOf, indexed } from './groups.ts';
import type { Amount } from './types.ts';

/** Claims that state one number in the same way about the same thing. */
export interface Cell {
  readonly amount: Amount;
  readonly key: AmountKey;
  readonly op: Statement['op'];
  /** Equal where operator and numbers are; for vague words, where the words are. */
  readonly wording: string;
  readonly group: Group;
  readonly circumstance: Circumstance | null;
  /** Equal for cells about the same thing, as far as it is stated. */
  readonly about: string;
}

export interface Stated extends Statement {
  readonly circumstance: Circumstance | null;
}

/** "not stated" states nothing, so nothing can be like it or against it. */
const saysSomething = ({ op }: Statement): boolean => op !== 'notStated';

const wordingOf = ({ op, amount }: Statement): string => `${op} ${op === 'all' ? '' : amount.text.toLowerCase()}`;

const order = ({ amount: { low, best, high } }: Cell): number => best ?? low ?? high ?? -1;

export function cellsOf(statements: readonly Stated[]): Cell[] {
  // The first by id gives the words, whichever claim came in first.
  const sorted = statements.filter(saysSomething).sort((one, other) => byText(one.claim, other.claim));
  const keyed = indexed(sorted, (statement) => {
    const { circumstance } = statement;
    return [`${wordingOf(statement)} ${circumstance ? aboutOf(circumstance) : ''}`];
  });
  const cells = [...keyed.values()].map((said): Cell => {
    const { amount, op, circumstance } = said[0]!;
    const about = circumstance ? aboutOf(circumstance) : '';
    return { amount, key: keyOf(amount), op, wording: wordingOf(said[0]!), group: groupOf(said), circumstance, about };
  });
  return cells.sort(
    (one, other) => order(one) - order(other) || byText(one.wording, other.wording) || byText(one.about, other.about),
  );
}

/** Two cells that are not about different things. */
export interface Pair {
  readonly one: Cell;
  readonly other: Cell;
  readonly condition: string | null;
}

export const isExactCell = ({ op }: Cell): boolean => op === 'eq';

/**
 * Every pair of cells that may be compared, but for two exact numbers about one thing: those exclude each other, and no comparison is needed
 * to know it. As many steps as there are other pairs of distinct numbers.
 */
export function pairsOf(cells: readonly Cell[], effort: Effort): Pair[] {
  const pairs: Pair[] = [];
  for (const [index, one] of cells.entries())
    for (let next = index + 1; next < cells.length; next += 1) {
      const other = cells[next]!;
      if (isExactCell(one) && isExactCell(other) && one.about === other.about) continue;
      effort.steps += 1;
      const condition = conditionOf(one.circumstance, other.circumstance);
      if (condition !== false) pairs.push({ one, other, condition });
    }
  return pairs;
}
