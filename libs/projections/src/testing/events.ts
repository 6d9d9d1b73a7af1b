import type { ClaimMade, DomainEvent, EventData, EventType, UncertainDate } from '#libs/contracts';

/** Ids that can be told apart at a glance. */
export const id = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;

/** A day, or the days from one to another. */
export const date = (earliest: string | null, latest = earliest): UncertainDate => ({
  asWritten: 'a date',
  edtf: null,
  resolved: null,
  basis: null,
  earliest,
  latest,
});

export const claimBy = (party: string, source = id(900)): ClaimMade => ({
  claimant: { kind: 'party', id: party },
  stance: 'true-certain',
  saidAt: null,
  saidWhere: null,
  evidence: [{ source, located: { locator: 'paragraph 1' } }],
});

/** Events of one stream, as they follow each other; the id of each is `id(100 + its number)`. */
export function streamOf(stream: string) {
  const events: DomainEvent[] = [];
  return {
    events: events as readonly DomainEvent[],
    add<Type extends EventType>(type: Type, data: EventData<Type>): string {
      const revision = events.length;
      const own = id(100 + revision);
      const metadata = { actor: 'editor', commandId: own, correlationId: own, causationId: own };
      const place = { stream, revision, position: String(revision + 1), recordedAt: '2026-11-22T12:00:00.000Z' };
      events.push({ id: own, type, schemaVersion: 1, data, metadata, ...place } as unknown as DomainEvent);
      return own;
    },
  };
}
