/** What every event carries besides its data. `causationId` is the command that caused it, `correlationId` the request or import it belongs to. */
export interface EventMetadata {
  readonly actor: string;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** W3C trace context of the request that caused the event. */
  readonly traceparent?: string;
  /** Why the actor did it; obligatory for corrections, retractions and withdrawals. */
  readonly reason?: string;
}

/** An event as `decide` and the command handler hand it to the log. `id` is a UUIDv5 of command id and index, so the same append again is a no-op. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
  readonly metadata: EventMetadata;
}

/**
 * An event as the log holds it.
 * `revision` counts from 0 within the stream. `position` is a decimal string, rising in the store's commit order and compared only within one log.
 */
export interface RecordedEvent<Type extends string = string, Data = unknown> extends NewEvent<Type, Data> {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  /** RFC 3339 instant in UTC with milliseconds. */
  readonly recordedAt: string;
}

/** The position before the first event of every log. */
export const START = '0';

/** Orders two positions of the same log: negative, 0 or positive. Positions exceed 2^53, so they are compared as integers of any size. */
export function comparePositions(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
