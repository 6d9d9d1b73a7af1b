import type { ClaimMade, ClaimStatus, DomainEvent } from '#libs/contracts';
import { type Days, possibleDays } from '../days.ts';
import { mentions, ownToken, withTokens } from '../mentions.ts';
import type { Row } from '../row.ts';
import { subjectOf } from '../subject.ts';

/** An event that makes a claim. */
export type ClaimEvent = DomainEvent & { readonly data: { readonly claim: ClaimMade } };

export const makesClaim = (event: DomainEvent): event is ClaimEvent => 'claim' in event.data;

const statusToken = (status: ClaimStatus): string => `status:${status}`;

/** When the reported thing happened, began, or was so. */
function dateOf(report: object): Days | null {
  const { date, at, since } = report as { date?: Days | null; at?: Days | null; since?: Days | null };
  return date ?? at ?? since ?? null;
}

function docOf(event: ClaimEvent, status: ClaimStatus) {
  const { claim, ...report } = event.data;
  const { claimant, stance, saidAt, saidWhere, evidence } = claim;
  return {
    id: event.id,
    stream: event.stream,
    type: event.type,
    subject: subjectOf(event.stream),
    claimant,
    stance,
    saidAt,
    saidWhere,
    source: evidence[0]?.source ?? null,
    evidence,
    recordedAt: event.recordedAt,
    recordedBy: event.metadata.actor,
    status,
    contestedBy: [],
    assessments: [],
    links: [],
    changes: [],
    report,
  };
}

/** The row of a claim as it is made (or, with another status, as it was corrected). */
export function claimRow(event: ClaimEvent, status: ClaimStatus = 'standing'): Row {
  const about = [ownToken(event.stream), `stream:${event.stream}`, `type:${event.type}`, statusToken(status)];
  return {
    stream: event.stream,
    born: event.position,
    during: possibleDays(dateOf(event.data)),
    surely: null,
    refs: withTokens([], [...mentions(event), ...about]),
    doc: docOf(event, status),
    memo: null,
  };
}

/** The row with fields of its document changed. */
export const changed = (row: Row, fields: object, refs = row.refs): Row => ({
  ...row,
  refs,
  doc: { ...row.doc, ...fields },
});

/** The row of a claim that no longer stands: all of it stays, only its status says so. */
export function fallen(row: Row, status: 'retracted' | 'withdrawn', change: object): Row {
  const refs = row.refs.filter((token) => !token.startsWith('status:'));
  const changes = [...(row.doc['changes'] as readonly object[]), change];
  return changed(row, { status, changes }, withTokens(refs, [statusToken(status)]));
}
