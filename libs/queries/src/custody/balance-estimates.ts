import { type BoundedCount, canonicalJson, type PartCount } from '#libs/contracts';
import { type BalanceEstimate, circumstanceOf } from '#libs/domain';
import { storedClaim } from '../claims.ts';
import { estimateClaims } from '../reconciliation/swap-claims.ts';
import type { Row } from '../rows.ts';
import type { BalanceQuestion } from './balance-question.ts';
import { daysOf, type Publications } from './reports.ts';

export const NATIONALITY = 'nationality';

export const sameWord = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What is counted is narrowed to a nationality by the scope's words or a breakdown, never by a unit's. */
function ofNationality(estimate: BalanceEstimate, nationality: string | null): BalanceEstimate[] {
  if (nationality === null) return [estimate];
  const { scope, count } = estimate;
  const isNamed = scope?.categories.some((each) => each.by === NATIONALITY && sameWord(each.category, nationality));
  if (isNamed) return [estimate];
  const parts = (count?.breakdowns ?? []).filter(({ by }) => by === NATIONALITY).flatMap((each) => each.parts);
  return parts
    .filter(({ category }) => sameWord(category, nationality))
    .map((part) => ({ ...estimate, part: part.category, count: partCount(part.count, count!) }));
}

const partCount = (part: PartCount, whole: BoundedCount): BoundedCount => ({
  ...part,
  unit: part.unit ?? whole.unit,
  breakdowns: [],
});

/** Estimates are compared within one holder, scope, inclusion rule, part and kind of unit; one that states no scope has its own. */
function scopeKeyOf({ holder, scope, inclusion, part, count, claim }: Omit<BalanceEstimate, 'scopeKey'>): string {
  const about = circumstanceOf(scope, inclusion, null);
  return canonicalJson([holder, about.scope ?? claim, about.inclusion, part, count?.unit.counts ?? null]);
}

/** The estimates that a balance is made of: not denied, on the holder and of the nationality asked for. */
export function balanceEstimates(
  rows: readonly Row[],
  publications: Publications,
  { holder, nationality }: BalanceQuestion,
): BalanceEstimate[] {
  const byId = new Map(rows.map((row) => [row.key, storedClaim(row)]));
  return estimateClaims(rows)
    .filter((estimate) => holder === null || estimate.holder === holder)
    .filter(({ stance }) => !stance?.startsWith('false'))
    .map((estimate) => ({
      ...estimate,
      part: null,
      since: daysOf(estimate.date, byId.get(estimate.claim)!, publications),
      scopeKey: '',
    }))
    .flatMap((estimate) => ofNationality(estimate, nationality))
    .map((estimate) => ({ ...estimate, scopeKey: scopeKeyOf(estimate) }));
}
