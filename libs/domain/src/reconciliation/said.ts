import type { BoundedCount } from '#libs/contracts';
import type { Stated } from './cells.ts';
import { isDenied, statementOf } from './groups.ts';
import type { AbsenceClaim, SwapClaims } from './types.ts';
import type { Placed } from './world.ts';

/** A claim of a number about a leg, as it takes part. */
export type Said = Placed & Stated & { readonly denied: boolean };

/** Persons named as not handed over are that many, unless a count says otherwise (DOMAIN 4). */
function absentCount({ count, named = 0 }: AbsenceClaim): BoundedCount | null {
  if (count || named === 0) return count;
  const bounds = { value: named, upTo: null, low: named, best: named, high: named };
  const unit = { asWritten: 'persons named', counts: 'person' } as const;
  return { op: 'eq', ...bounds, asWritten: `${named} named`, unit, breakdowns: [] };
}

/** Every claim of a number about a leg, of those not handed over too. */
export function saidOf({ claims, absences }: SwapClaims): Said[] {
  const legs = claims.map((claim) => ({ claim, count: claim.count, aspect: claim.phase }));
  const absent = absences.map((claim) => ({ claim, count: absentCount(claim), aspect: claim.kind }));
  return [...legs, ...absent].flatMap(({ claim, count, aspect }) =>
    count
      ? [{ ...statementOf(claim, count), leg: claim.leg, aspect, circumstance: null, denied: isDenied(claim) }]
      : [],
  );
}

/** Words alone name no number to compute with, and nobody stands for a number that he denies. */
export const computable = ({ op, denied }: Said): boolean =>
  !denied && op !== 'vague' && op !== 'all' && op !== 'notStated';
