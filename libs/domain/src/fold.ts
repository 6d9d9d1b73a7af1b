import { type DomainEvent, type EventType, isEventType, upcast } from '#libs/contracts';
import type { Aggregate } from './aggregate.ts';

/** The original with the corrected report in its place; time, actor and position stay those of the original. */
function corrected(original: DomainEvent, correction: DomainEvent<'ClaimCorrected'>): DomainEvent {
  const { type, schemaVersion, report } = correction.data;
  if (!isEventType(type)) throw new Error(`a correction of the unknown type ${type}`);
  return { ...original, type, data: upcast(type, schemaVersion, report) } as DomainEvent;
}

/**
 * A stream as it reads now (DOMAIN 5, Correction): each corrected report stands in the original's place, retracted and withdrawn ones are
 * left out. The events that say so are not in the result. Given the events up to a position, it is the stream as it read then.
 */
export function effectiveEvents(events: readonly DomainEvent[]): readonly DomainEvent[] {
  const places = new Map<string, number>();
  const standing: (DomainEvent | null)[] = [];
  for (const event of events) {
    const place = 'target' in event.data ? places.get(event.data.target) : undefined;
    const original = place === undefined ? null : standing[place]!;
    if (event.type === 'ClaimCorrected') {
      if (original) standing[place!] = corrected(original, event);
    } else if (event.type === 'ClaimRetracted' || event.type === 'ClaimWithdrawn') {
      if (original) standing[place!] = null;
    } else {
      places.set(event.id, standing.length);
      standing.push(event);
    }
  }
  return standing.filter((event) => event !== null);
}

/** The state of a stream after the events. */
export function fold<State>(
  aggregate: Pick<Aggregate<State>, 'initial' | 'evolve'>,
  events: readonly DomainEvent[],
): State {
  return effectiveEvents(events).reduce((state, event) => aggregate.evolve(state, event), aggregate.initial);
}

/** Whether an event says something about a claim that is already there, so that the stream must be read anew. */
export const changesClaims = (type: EventType): boolean =>
  type === 'ClaimCorrected' || type === 'ClaimRetracted' || type === 'ClaimWithdrawn';
