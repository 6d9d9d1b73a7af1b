import type { ClaimMade, DomainEvent } from '#libs/contracts';
import type { Doc } from '../row.ts';
import type { DetentionDoc, DetentionFlag } from './detention-doc.ts';

/** Who made which claim, of those that flags compare: the document holds claims by id only. */
export type Claimants = Readonly<Record<string, string>>;

const compared = new Set(['DetentionReported', 'ReleaseReported', 'EscapeReported', 'DeathInCustodyReported']);

/** Remembers the claimant of a report or an end. */
export function noteClaimant(claimants: Doc, event: DomainEvent): Doc {
  if (!compared.has(event.type)) return claimants;
  const { claimant } = (event.data as { claim: ClaimMade }).claim;
  return { ...claimants, [event.id]: `${claimant.kind}:${claimant.id}` };
}

const dated = ({ at, since }: DetentionDoc['reports'][number]) => since ?? at;

function twoHolders({ reports }: DetentionDoc, by: Claimants): boolean {
  // With two holders and two claimants there is always a pair that differs in both.
  const named = reports.filter(({ holder }) => holder !== null);
  const holders = new Set(named.map(({ holder }) => holder));
  return holders.size > 1 && new Set(named.map(({ claim }) => by[claim])).size > 1;
}

function endBeforeBegin({ reports, ends }: DetentionDoc, by: Claimants): boolean {
  return ends.some(({ date, claim }) =>
    reports.some((report) => {
      const begin = dated(report)?.earliest;
      return date?.latest && begin && date.latest < begin && by[claim] !== by[report.claim];
    }),
  );
}

/** What is remarkable in the standing reports and never rejected (DOMAIN 6). A report without a date reports no begin. */
export function flagsOf(document: DetentionDoc, claimants: Claimants): readonly DetentionFlag[] {
  const withoutBegin = document.ends.length > 0 && !document.reports.some(dated);
  return [
    ...(twoHolders(document, claimants) ? (['two-holders'] as const) : []),
    ...(withoutBegin ? (['end-without-begin'] as const) : []),
    ...(endBeforeBegin(document, claimants) ? (['end-before-begin'] as const) : []),
  ];
}
