import type { Claimant, EvidenceItem, Place, UncertainDate } from '#libs/contracts';
import type { CustodyReport, DayBounds, ReportKind } from '#libs/domain';
import { isShown, type StoredClaim, storedClaim } from '../claims.ts';
import type { Publication } from '../labels.ts';
import type { Row, StoredDocument } from '../rows.ts';

export type Publications = ReadonlyMap<string, Publication>;

/** What one claimant says of one custody episode. */
export interface Account {
  readonly claimant: Claimant;
  readonly reports: CustodyReport[];
  readonly claims: StoredClaim[];
}

/** Fields of the reports that custody is derived from. */
interface Report {
  readonly holder?: string | null;
  readonly to?: string | null;
  readonly place?: Place | null;
  readonly date?: UncertainDate | null;
  readonly at?: UncertainDate | null;
  readonly since?: UncertainDate | null;
  readonly status?: string;
}

const kinds: Readonly<Record<string, ReportKind>> = {
  DetentionReported: 'reported',
  SentenceReported: 'sentenced',
  TransferReported: 'transferred',
  HospitalisationReported: 'hospitalised',
  WhereaboutsUnknownReported: 'whereaboutsUnknown',
  ReleaseReported: 'released',
  EscapeReported: 'escaped',
  DeathInCustodyReported: 'died',
};

const stances: Readonly<Record<string, CustodyReport['stance']>> = {
  'true-certain': 'sure',
  'true-uncertain': 'unsure',
  unknown: 'unsure',
  'false-certain': 'denied',
  'false-uncertain': 'denied',
};

/** Nothing can be reported before it is so: what a date leaves open ends with the day the register learned of it. */
const bounded = (date: UncertainDate | null | undefined, recordedAt: string): DayBounds => ({
  earliest: date?.earliest ?? null,
  latest: date?.latest ?? recordedAt.slice(0, 10),
});

/** When it was said: as the claim states it, else when its source was published. */
const saidAt = (claim: StoredClaim, publications: Publications): UncertainDate | null =>
  (claim['saidAt'] as UncertainDate | null) ?? publications.get(claim.source)?.publishedAt ?? null;

const stanceOf = (claim: StoredClaim): CustodyReport['stance'] => stances[claim['stance'] as string]!;

/** A sentence says that somebody is held only while it is being served. */
const saysNothingOfCustody = (kind: ReportKind, { status }: Report): boolean =>
  kind === 'sentenced' && status !== 'serving';

/** The days that a claim speaks of: its date's, else those on which it was said. */
export const daysOf = (date: UncertainDate | null, claim: StoredClaim, publications: Publications): DayBounds =>
  bounded(date ?? saidAt(claim, publications), claim['recordedAt'] as string);

/** Until when the report speaks: that somebody is held, until it was seen or said; that something happened, of its day. */
const vouchedOf = (kind: ReportKind, { at, date }: Report, said: UncertainDate | null) =>
  kind === 'reported' || kind === 'sentenced' ? (at ?? said ?? date) : date;

function reportOf(claim: StoredClaim, publications: Publications): CustodyReport[] {
  const report = claim.report as Report;
  const kind = kinds[claim.type];
  if (!kind || saysNothingOfCustody(kind, report)) return [];
  const { holder = null, to = null, place = null } = report;
  return [
    {
      claim: claim.id,
      kind,
      stance: stanceOf(claim),
      holder: kind === 'transferred' ? to : holder,
      place,
      since: daysOf(report.since ?? report.at ?? report.date ?? null, claim, publications),
      vouched: daysOf(vouchedOf(kind, report, saidAt(claim, publications)) ?? null, claim, publications),
    },
  ];
}

const keyOf = ({ kind, id }: Claimant): string => `${kind}:${id}`;

/** Somebody says that the person was handed over: a claim about a leg of a swap. */
export interface HandOver {
  readonly row: Row;
  readonly from: string | null;
  readonly date: UncertainDate | null;
}

function handOverReport({ row, from, date }: HandOver, publications: Publications): CustodyReport {
  const claim = storedClaim(row);
  const since = bounded(date ?? saidAt(claim, publications), claim['recordedAt'] as string);
  const { id } = claim;
  return { claim: id, kind: 'handedOver', stance: stanceOf(claim), holder: from, place: null, since, vouched: since };
}

/**
 * The first day of which anybody speaks in a custody episode. Null unless somebody says when it began and every report is dated: until then it
 * may be older.
 */
function beginOf(accounts: readonly Account[]): string | null {
  const isBegun = accounts.some(({ claims }) => claims.some(({ report }) => (report as Report).since));
  const days = accounts.flatMap(({ reports }) => reports.map(({ since }) => since.earliest));
  return isBegun && !days.includes(null) ? ((days as string[]).sort()[0] ?? null) : null;
}

/** The accounts of one custody episode, in the order their first claims were recorded. A hand-over before the episode is one of another. */
export function accountsOf(
  claims: readonly Row[],
  handOvers: readonly HandOver[],
  publications: Publications,
): readonly Account[] {
  const accounts = new Map<string, Account>();
  const accountOf = (claim: StoredClaim): Account => {
    const claimant = claim['claimant'] as Claimant;
    const known = accounts.get(keyOf(claimant)) ?? { claimant, reports: [], claims: [] };
    accounts.set(keyOf(claimant), known);
    return known;
  };
  for (const claim of claims.map(storedClaim).filter(isShown)) {
    const account = accountOf(claim);
    account.reports.push(...reportOf(claim, publications));
    account.claims.push(claim);
  }
  const begin = beginOf([...accounts.values()]);
  for (const handOver of handOvers) {
    const claim = storedClaim(handOver.row);
    const report = handOverReport(handOver, publications);
    if (report.stance === 'denied' || (begin !== null && report.since.latest! < begin)) continue;
    const account = accountOf(claim);
    account.reports.push(report);
    account.claims.push(claim);
  }
  return [...accounts.values()];
}

/** Sources whose publication may date a claim. */
export const sourcesOf = (claims: readonly Row[]): Set<string> =>
  new Set(claims.flatMap(({ doc }) => (doc['evidence'] as readonly EvidenceItem[]).map(({ source }) => source)));

/** The reports of an account of one type, each with its claim's id, as answers show them. */
export const reportsOfType = (account: Account, type: string): StoredDocument[] =>
  account.claims.filter((claim) => claim.type === type).map((claim) => ({ ...claim.report, claim: claim.id }));
