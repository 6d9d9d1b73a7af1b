import type { EvidenceItem } from '#libs/contracts';

/** A standing claim with what it reports. */
export interface PlacedClaim {
  readonly claim: string;
  readonly stream: string;
  readonly type: string;
  readonly evidence: readonly EvidenceItem[];
  readonly report: Readonly<Record<string, unknown>>;
}

/** Claims that may be one claim, entered more than once. */
export interface Duplicate {
  /** The first place that all of them have. */
  readonly evidence: EvidenceItem;
  readonly type: string;
  readonly claims: readonly string[];
}

/** What a report makes a subject of its own of is told by what it is about: entered again, it has another id. */
const aboutOfNew: Readonly<Record<string, readonly string[]>> = {
  DetentionReported: ['person', 'group'],
  EstimateRecorded: ['holder'],
  StatementRecorded: ['kind', 'about'],
  GroupReported: [],
  SwapAgreed: [],
  SwapRecorded: [],
  AppealRecorded: ['addressees'],
  TalksStatusReported: ['status'],
};

/** One subject has many claims of these types at one place; which part of it is meant tells them apart. */
const partOfSubject: Readonly<Record<string, readonly string[]>> = {
  LegReported: ['leg', 'phase'],
  DeclineReported: ['leg', 'kind'],
  NoShowReported: ['leg', 'kind'],
  MemberNamed: ['person'],
  PersonDetailReported: ['detail'],
  PartiesRelated: ['relation', 'other'],
  ClaimContested: ['target'],
  CustodyStanceReported: ['stance'],
  ChargeReported: ['status', 'by'],
};

function subjectOf({ type, stream, report }: PlacedClaim): string {
  const about = aboutOfNew[type];
  const fields = about ?? partOfSubject[type] ?? [];
  return JSON.stringify([type, about ? null : stream, ...fields.map((field) => report[field] ?? null)]);
}

/** Null where the place is too wide to tell claims apart: a page, without the words on it. */
function placeOf({ source, anchored, located }: EvidenceItem): string | null {
  if (anchored) return JSON.stringify([source, anchored.start, anchored.end]);
  return located?.asWritten == null ? null : JSON.stringify([source, located.locator, located.asWritten]);
}

/**
 * Claims of one type that the same words of one source say of the same subject, under different ids (DOMAIN 6): flagged, never rejected, for
 * two sentences may stand in one quote. Give the claims that stand. The first given come first.
 */
export function duplicatesOf(claims: readonly PlacedClaim[]): Duplicate[] {
  const found = new Map<string, Duplicate & { claims: string[] }>();
  for (const claim of claims)
    for (const evidence of claim.evidence) {
      const place = placeOf(evidence);
      if (place === null) continue;
      const key = `${place} ${subjectOf(claim)}`;
      const known = found.get(key);
      if (!known) found.set(key, { evidence, type: claim.type, claims: [claim.claim] });
      else if (!known.claims.includes(claim.claim)) known.claims.push(claim.claim);
    }
  const several = [...found.values()].filter((each) => each.claims.length > 1);
  return [...new Map(several.reverse().map((each) => [each.claims.join(' '), each])).values()].reverse();
}
