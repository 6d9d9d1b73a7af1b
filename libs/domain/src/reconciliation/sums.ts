import { keyOf } from './amounts.ts';
import { amountAt, sumEquation } from './arithmetic.ts';
import { type Reached, type Table, waysKept } from './combine.ts';
import { findingOf, partOf } from './findings.ts';
import { byText, type Group } from './groups.ts';
import { foremost } from './limits.ts';
import { coarse, preferred } from './preference.ts';
import { isApproximate } from './rounding.ts';
import { type SearchedSums, type SumTable, summed } from './searched-sums.ts';
import { fitting } from './sum-index.ts';
import type { Finding, TermRelation } from './types.ts';
import { type Value, type Way, signatureOf, waysOf } from './values.ts';

/** A claimed number and how a computed one stands to it. */
export interface Support {
  readonly group: Group;
  readonly relation: TermRelation;
}

export interface FoundSum {
  readonly way: Way;
  readonly supports: readonly Support[];
}

interface Held extends Support {
  readonly reached: Reached<Value>;
}

/** Where a table holds a claimed number: itself, or the very number that an "about" names. */
export function held(table: Table<Value>, group: Group): Held[] {
  const amount = amountAt(group);
  const same = table.get(keyOf(amount));
  const exact = isApproximate(amount) ? table.get(amount.best!) : undefined;
  return [
    ...(same ? [{ reached: same, group, relation: 'equals' as const }] : []),
    ...(exact ? [{ reached: exact, group, relation: 'ifExact' as const }] : []),
  ];
}

interface Candidate {
  readonly ways: Map<string, readonly [Way]>;
  readonly supports: Support[];
}

type Found = Map<string, Candidate>;

function add(found: Found, way: Way, { group, relation }: Support): void {
  const key = coarse(way.parts);
  const known: Candidate = found.get(key) ?? { ways: new Map(), supports: [] };
  found.set(key, known);
  known.ways.set(signatureOf(way), [way]);
  if (!known.supports.some((support) => support.group === group)) known.supports.push({ group, relation });
}

/** For claimed numbers that are no sum of claimed parts: one sum each that they round, that entails or allows them. */
function addFitting({ targets, tables, effort }: SearchedSums, found: Found): void {
  const supported = new Set([...found.values()].flatMap(({ supports }) => supports.map(({ group }) => group)));
  const missing = new Set([...targets.values()].filter((group) => !supported.has(group)));
  for (const { parts, index } of tables)
    for (const group of missing) {
      const related = fitting(index, amountAt(group), effort);
      if (!related) continue;
      add(found, waysOf(summed(parts, related.reached), 1)[0]!, { group, relation: related.relation });
      missing.delete(group);
    }
}

function addHeld({ parts, table }: SumTable, group: Group, found: Found): void {
  for (const match of held(table, group))
    for (const way of waysOf(summed(parts, match.reached), waysKept)) add(found, way, match);
}

/** The sums that a claim about the whole supports, those within one account first: what one source says is never crowded out. */
export function supportedSums(searched: SearchedSums): FoundSum[] {
  const found: Found = new Map();
  for (const table of searched.tables) for (const group of searched.targets.values()) addHeld(table, group, found);
  addFitting(searched, found);
  const sums = [...found.values()].map(({ ways, supports }) => {
    const best = preferred(searched.swap, [...ways.values()], []);
    // Which claim came in first must not show.
    const sorted = [...supports].sort((one, other) => byText(one.group.claims[0] ?? '', other.group.claims[0] ?? ''));
    return { way: best.ways[0], order: best.order, supports: sorted };
  });
  return foremost(sums, ({ order }) => order, searched.effort);
}

const relationWords: Readonly<Record<TermRelation, (claimed: string, result: string) => string | null>> = {
  equals: () => null,
  ifExact: (claimed, result) => `${claimed} may be this ${result}, if it is that sum and not a rounding`,
  rounds: (claimed, result) => `${claimed} may round ${result}`,
  entails: (claimed) => `which entails ${claimed}`,
  allows: (claimed) => `which allows ${claimed}`,
};

export const supportNote = (supports: readonly Support[], result: string): string | null =>
  supports
    .map(({ group, relation }) => relationWords[relation](amountAt(group).text, result))
    .filter((words) => words !== null)
    .join('; ') || null;

/** The sum as it is told. Its grade is that of its addends: one source's own parts make its sum, whoever states the total. */
export function sumFinding({ swap, leg, aspect }: SearchedSums, { way, supports }: FoundSum): Finding {
  const { text, result, parts } = sumEquation(swap, way);
  const claimed = supports.map(({ group, relation }) =>
    partOf('claimed', amountAt(group), group, { leg, aspect, relation }),
  );
  const settled = supports.some(({ relation }) => relation === 'equals' || relation === 'entails');
  return findingOf([...parts, ...claimed], {
    kind: 'sum',
    text,
    note: supportNote(supports, result.text),
    graded: ({ role }) => role === 'addend',
    firm: (mixed) => settled && !mixed,
  });
}
