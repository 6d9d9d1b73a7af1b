import type { DomainEvent, EvidenceItem } from '#libs/contracts';
import { mentions, withTokens } from '../mentions.ts';
import type { ReadModel } from '../read-model.ts';
import type { Row } from '../row.ts';
import { changed, claimRow, makesClaim } from './claim-row.ts';
import { refoldClaims } from './refold.ts';

/** A contesting event touches two rows: its own claim and the one it contests. */
function keys(event: DomainEvent): readonly string[] {
  if (event.type === 'ClaimContested') return [event.id, event.data.target];
  if (event.type === 'EvidenceAdded' || event.type === 'ClaimsLinked' || event.type === 'ClaimAssessed')
    return [event.data.target];
  return makesClaim(event) ? [event.id] : [];
}

function withEvidence(row: Row, event: DomainEvent<'EvidenceAdded'>): Row {
  const evidence = [...(row.doc['evidence'] as readonly EvidenceItem[]), ...event.data.evidence];
  return changed(row, { evidence }, withTokens(row.refs, mentions(event)));
}

/** What the register itself says of a claim stands beside it, in the order it was said. */
function withNote(row: Row, field: 'links' | 'assessments', event: DomainEvent<'ClaimsLinked' | 'ClaimAssessed'>): Row {
  const { target: _target, ...said } = event.data;
  const { recordedAt, metadata } = event;
  const note = { event: event.id, ...said, recordedAt, recordedBy: metadata.actor };
  return changed(row, { [field]: [...(row.doc[field] as readonly object[]), note] });
}

function apply(row: Row | undefined, event: DomainEvent, key: string): Row | undefined {
  if (key === event.id) return makesClaim(event) ? claimRow(event) : row;
  if (!row) return row;
  if (event.type === 'ClaimContested')
    return changed(row, { contestedBy: [...(row.doc['contestedBy'] as readonly string[]), event.id] });
  if (event.type === 'ClaimsLinked') return withNote(row, 'links', event);
  if (event.type === 'ClaimAssessed') return withNote(row, 'assessments', event);
  return event.type === 'EvidenceAdded' ? withEvidence(row, event) : row;
}

/** Who said what, when, where, in which source, and what was said against it? One row per claim, whatever became of it. */
export const claims: ReadModel = {
  name: 'claims',
  category: null,
  keys,
  apply,
  refold: (events) => refoldClaims(events, keys, apply),
};
