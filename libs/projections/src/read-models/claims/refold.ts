import { type DomainEvent, type EvidenceItem, upcast, type EventType } from '#libs/contracts';
import type { ReadModel } from '../read-model.ts';
import type { Row } from '../row.ts';
import { changed, type ClaimEvent, claimRow, fallen } from './claim-row.ts';

type Change = DomainEvent<'ClaimCorrected' | 'ClaimRetracted' | 'ClaimWithdrawn'>;

const kinds = { ClaimCorrected: 'corrected', ClaimRetracted: 'retracted', ClaimWithdrawn: 'withdrawn' } as const;
const isChange = (event: DomainEvent): event is Change => Object.hasOwn(kinds, event.type);

const changeOf = (event: Change) => ({
  kind: kinds[event.type],
  event: event.id,
  position: event.position,
  recordedAt: event.recordedAt,
  recordedBy: event.metadata.actor,
  reason: event.data.reason,
});

/** What the fold of one stream's claims knows beside the rows. */
interface Fold {
  readonly rows: Map<string, Row>;
  readonly originals: Map<string, DomainEvent>;
  /** Evidence added later belongs to the claim, not to its report: a correction does not take it away. */
  readonly added: Map<string, readonly EvidenceItem[]>;
}

function correct(fold: Fold, event: DomainEvent<'ClaimCorrected'>): void {
  const { target, type, schemaVersion, report } = event.data;
  const row = fold.rows.get(target);
  const original = fold.originals.get(target);
  if (!row || !original) return;
  const data = upcast(type as EventType, schemaVersion, report) as ClaimEvent['data'];
  const evidence = [...data.claim.evidence, ...(fold.added.get(target) ?? [])];
  const made = { ...original, type, data: { ...data, claim: { ...data.claim, evidence } } } as ClaimEvent;
  const { contestedBy, assessments, links, changes } = row.doc;
  const all = [...(changes as readonly object[]), changeOf(event)];
  fold.rows.set(target, changed(claimRow(made, 'corrected'), { contestedBy, assessments, links, changes: all }));
}

/** A contesting claim that no longer stands contests nothing. */
function liftContest(fold: Fold, contest: string, row: Row): void {
  if (row.doc['type'] !== 'ClaimContested') return;
  const { target } = row.doc['report'] as { target: string };
  const contested = fold.rows.get(target);
  if (!contested) return;
  const contestedBy = (contested.doc['contestedBy'] as readonly string[]).filter((id) => id !== contest);
  fold.rows.set(target, changed(contested, { contestedBy }));
}

function change(fold: Fold, event: Change): void {
  if (event.type === 'ClaimCorrected') return correct(fold, event);
  const { target } = event.data;
  const row = fold.rows.get(target);
  if (!row) return;
  fold.rows.set(target, fallen(row, kinds[event.type], changeOf(event)));
  liftContest(fold, target, row);
}

/** All claims of a stream, given all its events up to a position. */
export function refoldClaims(
  events: readonly DomainEvent[],
  keys: ReadModel['keys'],
  apply: ReadModel['apply'],
): ReadonlyMap<string, Row> {
  const fold: Fold = { rows: new Map(), originals: new Map(), added: new Map() };
  for (const event of events) {
    fold.originals.set(event.id, event);
    if (isChange(event)) change(fold, event);
    if (event.type === 'EvidenceAdded') {
      const { target, evidence } = event.data;
      fold.added.set(target, [...(fold.added.get(target) ?? []), ...evidence]);
    }
    for (const key of keys(event)) {
      const row = apply(fold.rows.get(key), event, key);
      if (row) fold.rows.set(key, row);
    }
  }
  return fold.rows;
}
