import type { CountOperator, DomainRule, Rejection } from '#libs/contracts';
import { type CountBounds, boundsOf, namesNumber } from './bounds.ts';

/** The fields that a whole and its parts have in common. */
export interface CountWords {
  readonly op: CountOperator;
  readonly value?: number | null | undefined;
  readonly upTo?: number | null | undefined;
  readonly low?: number | null | undefined;
  readonly best?: number | null | undefined;
  readonly high?: number | null | undefined;
}

/** The largest number that a stored bound can hold; "more than" it would have a lower bound beyond. */
const most = 1_000_000_000;

export const because = (rule: DomainRule, pointer: string, detail: string): Rejection => ({ rule, pointer, detail });

/** Whether operator and numbers fit together; every misfit is named with its field. */
export function formRejections(count: CountWords, pointer: string): Rejection[] {
  const { op } = count;
  const value = count.value ?? null;
  const upTo = count.upTo ?? null;
  const found: Rejection[] = [];
  const misfit = (field: 'value' | 'upTo', detail: string) =>
    found.push(because('count-value', `${pointer}/${field}`, detail));

  if (namesNumber(op) && value === null) misfit('value', `${op} needs a value`);
  if (!namesNumber(op) && value !== null) misfit('value', `${op} names no number`);
  if (op === 'lt' && value === 0) misfit('value', 'nothing is fewer than 0');
  if (op === 'gt' && value === most) misfit('value', `a count above ${most} cannot be held`);
  if (op === 'between' && upTo === null) misfit('upTo', 'between needs upTo');
  if (op !== 'between' && upTo !== null) misfit('upTo', `${op} has no upTo`);
  if (op === 'between' && value !== null && upTo !== null && upTo < value) misfit('upTo', 'upTo lies below value');
  return found;
}

/** The bounds of a count whose form was accepted. Words alone bound nothing but the number of persons named in them. */
export function derivedBounds(count: CountWords, named: number): CountBounds {
  const derived = boundsOf(count.op, count.value ?? null, count.upTo ?? null);
  return !namesNumber(count.op) && named > 0 ? { ...derived, low: named } : derived;
}

/** A bound that was given although it is derived must be the derived one, else the words and the numbers tell different stories. */
export function mismatchRejections(count: CountWords, derived: CountBounds, pointer: string): Rejection[] {
  return (['low', 'best', 'high'] as const)
    .filter((field) => count[field] !== undefined && count[field] !== derived[field])
    .map((field) =>
      because(
        'derived-mismatch',
        `${pointer}/${field}`,
        `${count.op} gives ${derived[field] ?? 'none'}, not ${count[field]}`,
      ),
    );
}
