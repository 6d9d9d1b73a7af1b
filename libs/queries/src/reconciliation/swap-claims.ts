import type { BoundedCount, ClaimMade, Claimant, EvidenceItem, UncertainDate } from '#libs/contracts';
import type { EstimateClaim, LedgerAbsence, LedgerLegClaim, Slot, SwapAccounts } from '#libs/domain';
import { isShown, storedClaim } from '../claims.ts';
import type { Row, StoredDocument } from '../rows.ts';
import { withLinkedParts } from './linked-slots.ts';

interface LegSaid {
  readonly leg: string;
  readonly count: BoundedCount | null;
  readonly persons: readonly string[];
}

/** The reports that state numbers, as claims' rows hold them. */
interface Report extends LegSaid {
  readonly phase: LedgerLegClaim['phase'];
  readonly kind: LedgerAbsence['kind'];
  readonly legs: readonly LegSaid[];
  readonly date: UncertainDate | null;
}

interface Said {
  readonly type: string;
  readonly report: StoredDocument;
  /** Who says so, and every source that says they do. */
  readonly by: {
    readonly claim: string;
    readonly claimant: Claimant;
    readonly sources: readonly string[];
    readonly stance: ClaimMade['stance'];
  };
}

function saidBy(row: Row): Said {
  const claim = storedClaim(row);
  const evidence = claim['evidence'] as readonly EvidenceItem[];
  const by = {
    claim: claim.id,
    claimant: claim['claimant'] as Claimant,
    sources: [...new Set(evidence.map(({ source }) => source))],
    stance: claim['stance'] as ClaimMade['stance'],
  };
  return { type: claim.type, report: claim.report, by };
}

const phases: Readonly<Record<string, LedgerLegClaim['phase']>> = { SwapAgreed: 'planned', SwapRecorded: 'actual' };

function legClaims({ type, report, by }: Said): LedgerLegClaim[] {
  const { leg, count, persons, phase, date, legs } = report as unknown as Report;
  if (type === 'LegReported') return [{ ...by, leg, phase, count, date, persons }];
  const ofSwap = phases[type];
  if (!ofSwap) return [];
  return legs.map((said) => ({ ...by, leg: said.leg, count: said.count, persons: said.persons, phase: ofSwap, date }));
}

function absences({ type, report, by }: Said): LedgerAbsence[] {
  if (type !== 'DeclineReported' && type !== 'NoShowReported') return [];
  const { leg, kind, count, persons } = report as unknown as Report;
  return [{ ...by, leg, kind, count, persons, named: persons.length }];
}

/** What the claims that still stand (also as corrected) say of a swap's numbers. */
export function swapClaims(swap: StoredDocument, claims: readonly Row[]): SwapAccounts {
  const standing = claims.filter((row) => isShown(storedClaim(row)));
  const said = standing.map(saidBy);
  const slots = withLinkedParts(swap['legs'] as readonly Slot[], standing);
  return { slots, claims: said.flatMap(legClaims), absences: said.flatMap(absences) };
}

/** What the claims that still stand say of how many are held. */
export const estimateClaims = (claims: readonly Row[]): EstimateClaim[] =>
  claims
    .filter((row) => isShown(storedClaim(row)))
    .map(saidBy)
    .map(({ report, by }) => ({ ...by, ...(report as unknown as Omit<EstimateClaim, keyof Said['by']>) }));
