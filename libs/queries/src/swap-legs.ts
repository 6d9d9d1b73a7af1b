import type { Row, StoredDocument } from './rows.ts';
import { isShown, storedClaim } from './claims.ts';

/** A report on one slot as a claim's row holds it; `claim` is the claim's id, as in every stored document. */
type Report = StoredDocument & { readonly leg?: string; readonly legs?: readonly Report[] };

const phases: Readonly<Record<string, 'planned' | 'actual'>> = { SwapAgreed: 'planned', SwapRecorded: 'actual' };

/** What one claim says of the slot; an empty list where it does not name it or gives neither count nor persons. */
function saidOf(leg: string, row: Row): StoredDocument[] {
  const { id, type, report } = storedClaim(row) as unknown as { id: string; type: string; report: Report };
  const { date = null, place = null } = report;
  if (type === 'LegReported') {
    if (report.leg !== leg) return [];
    const { phase, count, persons } = report;
    return [{ phase, count, date, place, persons, claim: id }];
  }
  const phase = phases[type];
  if (!phase) return [];
  return (report.legs ?? [])
    .filter((slot) => slot.leg === leg && (slot['count'] !== null || (slot['persons'] as unknown[]).length > 0))
    .map(({ count, persons }) => ({ phase, count, date, place, persons, claim: id }));
}

function declinesOf(leg: string, row: Row): StoredDocument[] {
  const { id, type, report } = storedClaim(row) as unknown as { id: string; type: string; report: Report };
  if ((type !== 'DeclineReported' && type !== 'NoShowReported') || report.leg !== leg) return [];
  const { kind, count, persons, date } = report;
  return [{ kind, count, persons, date, claim: id }];
}

/**
 * A swap's document with what its stream's claims say of each slot, in the order they were recorded.
 * Only claims that still stand (also as corrected) are shown.
 */
export function withLegs(swap: StoredDocument, claimsOfStream: readonly Row[]): StoredDocument {
  const shown = claimsOfStream.filter((row) => isShown(storedClaim(row)));
  const legs = (swap['legs'] as readonly StoredDocument[]).map((slot) => ({
    ...slot,
    claims: shown.flatMap((row) => saidOf(slot['leg'] as string, row)),
    declines: shown.flatMap((row) => declinesOf(slot['leg'] as string, row)),
  }));
  return { ...swap, legs };
}
