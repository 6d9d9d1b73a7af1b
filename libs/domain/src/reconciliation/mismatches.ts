import type { Cell, Stated } from './cells.ts';
import { cellsOf } from './cells.ts';
import { type Dimension, compare } from './circumstance.ts';
import { findingOf, listed, partOf } from './findings.ts';
import { indexed } from './groups.ts';
import type { Finding } from './types.ts';

const dimensions: readonly Dimension[] = ['scope', 'inclusion', 'date'];
const nouns: Readonly<Record<Dimension, string>> = { scope: 'scopes', inclusion: 'inclusion rules', date: 'dates' };

/** What stands in a dimension, for grouping: cells with one key are alike in it. */
function keyIn(dimension: Dimension, { circumstance }: Cell): string | null {
  if (!circumstance) return null;
  if (dimension !== 'date') return circumstance[dimension];
  const { earliest, latest } = circumstance;
  return earliest && latest ? `${earliest}/${latest}` : null;
}

/** The counts that differ in a dimension from at least one other; they are neither compared nor added. One finding names them all. */
function mismatchIn(dimension: Dimension, cells: readonly Cell[]): Finding[] {
  const kinds = indexed(cells, (cell) => [keyIn(dimension, cell)].filter((key) => key !== null));
  const samples = [...kinds.values()].map(([cell]) => cell!.circumstance!);
  const differs = (cell: Cell) =>
    samples.some((other) => compare[dimension](cell.circumstance!, other) === 'different');
  const apart = [...kinds].filter(([, [cell]]) => differs(cell!)).flatMap(([, alike]) => alike);
  if (apart.length === 0) return [];
  const parts = apart.map(({ amount, group, circumstance }) =>
    partOf('side', amount, group, { words: circumstance!.words[dimension] }),
  );
  const text = `${listed(apart.map(({ amount }) => amount.text))} have different ${nouns[dimension]}`;
  return [findingOf(parts, { kind: dimension, text, note: 'neither compared nor added' })];
}

export const circumstanceMismatches = (cells: readonly Cell[]): Finding[] =>
  dimensions.flatMap((dimension) => mismatchIn(dimension, cells));

/** Persons and families are different things to count: their numbers are kept apart, and this says so. */
export function unitMismatch(byUnit: ReadonlyMap<string, readonly Stated[]>): Finding[] {
  if (byUnit.size < 2) return [];
  const cells = [...byUnit].flatMap(([unit, statements]) => cellsOf(statements).map((cell) => ({ unit, cell })));
  const parts = cells.map(({ unit, cell: { amount, group } }) => partOf('side', amount, group, { words: unit }));
  const text = listed(cells.map(({ unit, cell }) => `${cell.amount.text} (${unit})`));
  return [
    findingOf(parts, { kind: 'unit', text: `${text} count different things`, note: 'neither compared nor added' }),
  ];
}
