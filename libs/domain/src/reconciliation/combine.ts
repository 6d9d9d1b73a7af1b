import type { CountBounds } from '../counts/bounds.ts';
import { type AmountKey, keyOf, minus, plus } from './amounts.ts';

/** What a search has cost and may still cost. Counted in steps, not in time, so that every machine finds the same. */
export interface Effort {
  steps: number;
  allowance: number;
  complete: boolean;
  /** Findings that a full list leaves out. */
  omitted: number;
}

/** Whether so many steps may still be made; they are then spent. */
export function spend(effort: Effort, steps: number): boolean {
  if (effort.allowance < steps) {
    effort.complete = false;
    return false;
  }
  effort.allowance -= steps;
  effort.steps += steps;
  return true;
}

export const effortOf = (allowance: number): Effort => ({ steps: 0, allowance, complete: true, omitted: 0 });

/** How many ways to the same number are kept: 160 + 73 and 158 + 75 are both told, the hundredth way to 233 is not. */
export const waysKept = 8;

export interface Option {
  readonly bounds: CountBounds;
}

/** One choice to be made: one of the options, or none where the choice is optional. */
export interface Layer<Choice extends Option> {
  readonly options: readonly Choice[];
  readonly optional: boolean;
}

/** A number that some choice of options leads to, with the last step of each way there. */
export interface Reached<Choice extends Option> {
  readonly bounds: CountBounds;
  readonly from: { readonly before: Reached<Choice> | null; readonly choice: Choice | null }[];
}

export type Table<Choice extends Option> = Map<AmountKey, Reached<Choice>>;

function reach<Choice extends Option>(
  table: Table<Choice>,
  key: AmountKey,
  boundsOf: () => CountBounds,
  from: Reached<Choice>['from'][number],
): void {
  const known = table.get(key);
  if (!known) table.set(key, { bounds: boundsOf(), from: [from] });
  else if (known.from.length < waysKept) known.from.push(from);
}

/** How two numbers are put together: with their bounds, and for two exact ones, by far the most, without any. Below 0 there is no answer. */
export interface Join {
  readonly bounds: (one: CountBounds, other: CountBounds) => CountBounds | null;
  readonly exact: (one: number, other: number) => number;
}

export const sum: Join = { bounds: plus, exact: (one, other) => one + other };
export const difference: Join = { bounds: minus, exact: (one, other) => one - other };

const exactNumber = ({ low, high }: CountBounds): number | null => (low === high ? low : null);
const exactly = (value: number): CountBounds => ({ low: value, best: value, high: value });

function joinOne<Choice extends Option>(
  table: Table<Choice>,
  before: Reached<Choice>,
  choice: Choice,
  join: Join,
): void {
  const [one, other] = [exactNumber(before.bounds), exactNumber(choice.bounds)];
  if (one !== null && other !== null) {
    const value = join.exact(one, other);
    if (value >= 0) reach(table, value, () => exactly(value), { before, choice });
    return;
  }
  const bounds = join.bounds(before.bounds, choice.bounds);
  if (bounds) reach(table, keyOf(bounds), () => bounds, { before, choice });
}

function nextTable<Choice extends Option>(
  before: Table<Choice>,
  layer: Layer<Choice>,
  join: Join,
  effort: Effort,
): Table<Choice> {
  const table: Table<Choice> = new Map();
  if (layer.optional)
    for (const [key, each] of before) reach(table, key, () => each.bounds, { before: each, choice: null });
  for (const each of before.values()) {
    if (!spend(effort, layer.options.length)) break;
    for (const choice of layer.options) joinOne(table, each, choice, join);
  }
  return table;
}

/**
 * Every number that one choice from each layer leads to. Works over distinct numbers instead of enumerating the product: a layer costs
 * (distinct numbers so far) × (options), and there are never more distinct exact numbers than the range they lie in. Stops at the allowance.
 */
export function combinations<Choice extends Option>(
  first: readonly Choice[],
  layers: readonly Layer<Choice>[],
  join: Join,
  effort: Effort,
): Table<Choice> {
  let table: Table<Choice> = new Map();
  for (const choice of first) reach(table, keyOf(choice.bounds), () => choice.bounds, { before: null, choice });
  for (const layer of layers) table = nextTable(table, layer, join, effort);
  return table;
}

/** The choices that lead to a number, layer by layer; null where an optional choice was left out. At most `most` ways. */
export function waysTo<Choice extends Option>(reached: Reached<Choice>, most: number): (Choice | null)[][] {
  const ways: (Choice | null)[][] = [];
  for (const { before, choice } of reached.from) {
    if (ways.length >= most) break;
    const heads: (Choice | null)[][] = before ? waysTo(before, most - ways.length) : [[]];
    for (const head of heads) ways.push([...head, choice]);
  }
  return ways;
}
