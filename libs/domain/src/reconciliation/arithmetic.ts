import { computed, keyOf } from './amounts.ts';
import { type Part, partOf } from './findings.ts';
import type { Group } from './groups.ts';
import type { Amount } from './types.ts';
import { type Way, leavesOf } from './values.ts';
import { type Aspect, type Swap, placeOf } from './world.ts';

/** The claims that state what a leaf of a way takes; always there, since leaves come from claims. */
export const groupAt = (swap: Swap, leg: string, aspect: Aspect, bounds: Way['bounds']): Group =>
  swap.groups.get(placeOf(leg, aspect))!.get(keyOf(bounds))!;

const groupOfLeaf = (swap: Swap, { leg, aspect, bounds }: Way): Group => groupAt(swap, leg, aspect, bounds);

export const amountAt = (group: Group): Amount => group.statements[0]!.amount;

const textOf = (swap: Swap, way: Way): string =>
  way.parts.length === 0
    ? amountAt(groupOfLeaf(swap, way)).text
    : `(${way.parts.map((part) => textOf(swap, part)).join(' + ')})`;

const leafParts = (swap: Swap, way: Way, role: 'addend' | 'minuend' | 'subtrahend', equation: number): Part[] =>
  leavesOf(way).map((leaf) => {
    const group = groupOfLeaf(swap, leaf);
    return partOf(role, amountAt(group), group, { equation, leg: leaf.leg, aspect: leaf.aspect });
  });

const isStrict = (swap: Swap, ways: readonly Way[]): boolean =>
  ways.flatMap(leavesOf).some((leaf) => groupOfLeaf(swap, leaf).statements.some(({ op }) => op === 'gt'));

/** An equation in words and in terms, its computed result last. */
export interface Equation {
  readonly text: string;
  readonly result: Amount;
  readonly parts: readonly Part[];
}

/** 160 + 73 = 233; a part that is itself given by its parts stands in parentheses. */
export function sumEquation(swap: Swap, way: Way, equation = 0): Equation {
  const result = computed(way.bounds, isStrict(swap, [way]));
  const text = `${way.parts.map((part) => textOf(swap, part)).join(' + ')} = ${result.text}`;
  const addends = leafParts(swap, way, 'addend', equation);
  return { text, result, parts: [...addends, partOf('result', result, null, { equation, leg: way.leg })] };
}

/** 306 − 29 − 40 = 237. A minuend given by its parts is written as their sum. */
export function differenceEquation(swap: Swap, whole: Way, absent: readonly Way[], bounds: Way['bounds']): Equation {
  const result = computed(bounds, isStrict(swap, [whole]));
  const text = `${[whole, ...absent].map((way) => textOf(swap, way)).join(' − ')} = ${result.text}`;
  const minuend = leafParts(swap, whole, whole.parts.length === 0 ? 'minuend' : 'addend', 0);
  const subtrahends = absent.flatMap((way) => leafParts(swap, way, 'subtrahend', 0));
  return { text, result, parts: [...minuend, ...subtrahends, partOf('result', result, null, { leg: whole.leg })] };
}

/** What went missing, in words: "29 refused, 40 absent"; on a part of the leg, which one. */
export const absentWords = (swap: Swap, asked: string, absent: readonly Way[]): string =>
  absent
    .map((way) => {
      const words = `${textOf(swap, way)} ${way.aspect === 'alreadyFree' ? 'already free' : way.aspect}`;
      return way.leg === asked ? words : `${words} (${way.leg})`;
    })
    .join(', ');
