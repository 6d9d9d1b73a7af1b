import type { CountOperator } from '#libs/contracts';

/** The least, the stated and the greatest number a count may mean; null where its words name none. */
export interface CountBounds {
  readonly low: number | null;
  readonly best: number | null;
  readonly high: number | null;
}

const bounds = (low: number | null, best: number | null, high: number | null): CountBounds => ({ low, best, high });

/** Operators that name a number; the others are words alone. */
export const namesNumber = (op: CountOperator): boolean => op !== 'vague' && op !== 'all' && op !== 'notStated';

/**
 * The bounds that follow from a count's operator and numbers (DOMAIN 3), in persons or whatever the count's unit is. Expects what `deriveCount`
 * has accepted: a value where the operator names a number, `upTo` for `between`, no `lt 0`.
 */
export function boundsOf(op: CountOperator, value: number | null, upTo: number | null = null): CountBounds {
  if (value === null) return bounds(null, null, null);
  switch (op) {
    case 'eq':
      return bounds(value, value, value);
    case 'gt':
      return bounds(value + 1, null, null);
    case 'gte':
      return bounds(value, null, null);
    case 'lt':
      return bounds(0, null, value - 1);
    case 'lte':
      return bounds(0, null, value);
    case 'between':
      return bounds(value, null, upTo);
    case 'about':
      return bounds(null, value, null);
    default:
      return bounds(null, null, null);
  }
}
