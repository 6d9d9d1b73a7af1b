import { type DomainEvent, readEvent, type RecordedEvent, UnreadableEvent } from '#libs/contracts';
import { changesClaims } from '#libs/domain';
import { type PersonalValue, separatePersonalValues } from './personal-values.ts';

/**
 * Why an event is parked: it cannot be read, revisions before it are missing, folding it threw, the database refused its rows,
 * an operator said so, or it stands behind such an event in its stream.
 */
export type ParkReason = 'unknown-type' | 'unknown-version' | 'gap' | 'failed' | 'refused' | 'operator' | 'behind';

export interface Problem {
  readonly reason: ParkReason;
  /** For operators; never holds data of the event. */
  readonly error: string;
}

/** An event with all that can be said of it before anything is looked up. */
export interface PreparedEvent {
  readonly recorded: RecordedEvent;
  /** In the current version, with references in place of personal values; null where it cannot be read. */
  readonly event: DomainEvent | null;
  readonly values: readonly PersonalValue[];
  readonly problem: Problem | null;
  /** Where a consumer goes on behind it. */
  readonly place: string;
}

const LONGEST_ERROR = 500;

/** An error's name and message. Read models see references only, so what they throw cannot name a personal value. */
export const describeError = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, LONGEST_ERROR);

function problemOf(error: unknown): Problem {
  if (error instanceof UnreadableEvent) return { reason: error.problem, error: error.message };
  return { reason: 'failed', error: describeError(error) };
}

/** The event in its current version, personal values apart. @throws UnreadableEvent, MalformedPersonalField */
export function understand(recorded: RecordedEvent): { event: DomainEvent; values: readonly PersonalValue[] } {
  readEvent(recorded); // names an unknown type or version before personal fields are looked for
  const { event, values } = separatePersonalValues(recorded);
  return { event: readEvent(event), values };
}

/** Reads an event; one that cannot be read is not thrown but given its problem. Its place, where none is given, is its position in the log. */
export function prepareEvent(recorded: RecordedEvent, place = recorded.position): PreparedEvent {
  try {
    return { recorded, place, ...understand(recorded), problem: null };
  } catch (error) {
    return { recorded, place, event: null, values: [], problem: problemOf(error) };
  }
}

/** The streams in which something that was said before is changed, so that their rows are folded anew. */
export const changedStreams = (prepared: readonly PreparedEvent[]): readonly string[] => [
  ...new Set(prepared.filter(({ event }) => event && changesClaims(event.type)).map(({ recorded }) => recorded.stream)),
];
