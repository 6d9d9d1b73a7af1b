import { absenceLayers } from './absences.ts';
import { isExact, isWithin, keyOf } from './amounts.ts';
import { absentWords, amountAt, differenceEquation } from './arithmetic.ts';
import { type Effort, type Reached, type Table, combinations, difference, spend, waysKept, waysTo } from './combine.ts';
import { findingOf, partOf } from './findings.ts';
import type { Group } from './groups.ts';
import { foremost } from './limits.ts';
import type { Explanation } from './one-part.ts';
import { coarse, preferred } from './preference.ts';
import { type Support, held, supportNote } from './sums.ts';
import type { LegPhase } from './types.ts';
import { type Value, type Way, signatureOf, valuesOf, waysThrough } from './values.ts';
import { type Swap, type World, groupsByAmount, placeOf } from './world.ts';

/** The difference that is looked for: from which number of a leg (planned or actual) declines and no-shows lead to an actual one. */
interface Asked {
  readonly swap: Swap;
  readonly leg: string;
  readonly from: LegPhase;
}

interface Chosen extends Support {
  readonly ways: readonly Way[];
  readonly bounds: Way['bounds'];
}

interface Candidate extends Support {
  readonly ways: Map<string, readonly Way[]>;
  readonly bounds: Way['bounds'];
}

type Found = Map<string, Candidate>;

function add(found: Found, reached: Reached<Value>, { group, relation }: Support): void {
  for (const choices of waysTo(reached, waysKept)) {
    const taken = choices.filter((choice) => choice !== null);
    // What leaves the number as it was accounts for nothing.
    if (taken.length < 2 || keyOf(taken[0]!.bounds) === keyOf(reached.bounds)) continue;
    for (const ways of waysThrough(taken, waysKept)) {
      const key = `${coarse(ways)} = ${keyOf(amountAt(group))}`;
      const known: Candidate = found.get(key) ?? { ways: new Map(), bounds: reached.bounds, group, relation };
      found.set(key, known);
      known.ways.set(ways.map(signatureOf).join(' − '), ways);
    }
  }
}

/**
 * A range that a claimed number lies in, for numbers that no exact difference gives. A range open to one side would allow nearly everything,
 * which explains nothing.
 */
function addAllowed(table: Table<Value>, groups: Iterable<Group>, effort: Effort, found: Found): void {
  const ranges = [...table.values()].filter(
    ({ bounds }) => !isExact(bounds) && (bounds.low ?? 0) > 0 && bounds.high !== null,
  );
  const explained = new Set([...found.values()].map(({ group }) => group));
  for (const group of groups) {
    if (explained.has(group) || !spend(effort, ranges.length)) continue;
    const range = ranges.find(({ bounds }) => isWithin(amountAt(group), bounds));
    if (range) add(found, range, { group, relation: 'allows' });
  }
}

/**
 * Planned: any number, in every way, and ranges. Actual: exact numbers alone, since lowering what is said to have happened is a guess to begin with,
 * and with ranges it would fit nearly any pair.
 */
function searchWorld({ swap, leg, from }: Asked, world: World, effort: Effort, found: Found): void {
  const inquiry = { swap, world, effort };
  const claimed = groupsByAmount(world.get(placeOf(leg, 'actual')) ?? []);
  const layers = claimed.size > 0 ? absenceLayers(inquiry, leg) : [];
  if (layers.length === 0) return;
  const allowed = (values: readonly Value[]) =>
    from === 'planned' ? values : values.filter(({ bounds }) => isExact(bounds));
  const lowered = layers.map(({ options }) => ({ options: allowed(options), optional: true }));
  const table = combinations(allowed(valuesOf(inquiry, leg, from)), lowered, difference, effort);
  const all = swap.groups.get(placeOf(leg, 'actual'))!;
  const groups = [...claimed.keys()].map((key) => all.get(key)!);
  for (const group of groups)
    for (const match of held(table, group))
      if (from === 'planned' || match.relation === 'equals') add(found, match.reached, match);
  if (from === 'planned') addAllowed(table, groups, effort, found);
}

function explanationOf({ swap, leg, from }: Asked, { ways, bounds, group, relation }: Chosen): Explanation {
  const [first, ...absent] = ways;
  const whole = first!;
  const { text, result, parts } = differenceEquation(swap, whole, absent, bounds);
  const claimed = partOf('claimed', amountAt(group), group, { leg, aspect: 'actual', relation });
  const support = supportNote([{ group, relation }], result.text);
  const finding = findingOf([...parts, claimed], {
    kind: from === 'planned' ? 'plannedLessAbsent' : 'actualLessAbsent',
    text,
    note: [absentWords(swap, leg, absent), ...(support === null ? [] : [support])].join('; '),
    firm: (mixed) => from === 'planned' && !mixed && relation === 'equals',
  });
  const target = new Set([keyOf(amountAt(group))]);
  return { finding, between: from === 'planned' ? [target] : [target, new Set([keyOf(whole.bounds)])] };
}

/**
 * What was planned, less at most one number for each kind of absence, is what a claim says was carried out; or one actual number less those is another.
 * The second is never more than possible (DOMAIN 4).
 */
export function differenceExplanations(asked: Asked, effort: Effort): Explanation[] {
  const found: Found = new Map();
  const { allowance } = effort;
  for (const world of asked.swap.accounts) searchWorld(asked, world, effort, found);
  effort.allowance = allowance;
  searchWorld(asked, asked.swap.world, effort, found);
  const chosen = [...found.values()].map(({ ways, bounds, group, relation }) => ({
    ...preferred(asked.swap, [...ways.values()], [group]),
    ...{ bounds, group, relation },
  }));
  return foremost(chosen, ({ order, group }) => `${order} ${keyOf(amountAt(group))}`, effort).map((each) =>
    explanationOf(asked, each),
  );
}
