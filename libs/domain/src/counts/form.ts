import type { CountOperator, DomainRule, Rejection } from '#libs/contracts';
import { boundsOf, type CountBounds, namesNumber } from './bounds.ts';

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

function valueMisfit(op: CountOperator, value: number | null): string | null {
  if (!namesNumber(op)) return value === null ? null : `${op} names no number`;
  if (value === null) return `${op} needs a value`;
  if (op === 'lt' && value === 0) return 'nothing is fewer than 0';
  return op === 'gt' && value === most ? `a count above ${most} cannot be held` : null;
}

function upToMisfit(op: CountOperator, value: number | null, upTo: number | null): string | null {
  if (op !== 'between') return upTo === null ? null : `${op} has no upTo`;
  if (upTo === null) return 'between needs upTo';
  return value !== null && upTo < value ? 'upTo lies below value' : null;
}

/** Whether operator and numbers fit together; every misfit is named with its field. */
export function formRejections(count: CountWords, pointer: string): Rejection[] {
  const { op, value = null, upTo = null } = count;
  const misfits = { value: valueMisfit(op, value), upTo: upToMisfit(op, value, upTo) };
  return Object.entries(misfits).flatMap(([field, detail]) =>
    detail === null ? [] : [because('count-value', `${pointer}/${field}`, detail)],
  );
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
    .map((field) => {
      const detail = `${count.op} gives ${derived[field] ?? 'none'}, not ${count[field]}`;
      return because('derived-mismatch', `${pointer}/${field}`, detail);
    });
}
