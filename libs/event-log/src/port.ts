import type { NewEvent, RecordedEvent } from '#libs/contracts';

/** `any` appends always, `none` only to a stream without events, a number only behind that revision. */
export type ExpectedRevision = 'any' | 'none' | number;

export interface AppendRequest {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

/**
 * What became of an append. Conflicts and refusals are values, because they are the caller's to answer;
 * an outage or a fenced writer is thrown (`EventLogUnavailable`, `EventLogFenced`).
 * `appended.repeated` is true where the same event ids already stood exactly there: the first result is given again.
 */
export type AppendOutcome =
  | { readonly kind: 'appended'; readonly events: readonly RecordedEvent[]; readonly repeated: boolean }
  | { readonly kind: 'wrong-revision'; readonly stream: string; readonly current: number | null }
  | { readonly kind: 'event-id-taken'; readonly id: string }
  | { readonly kind: 'refused'; readonly detail: string };

export interface ReadStreamOptions {
  /** First revision of the page, inclusive; by default the first (forwards) or last (backwards) of the stream. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** Default 1,000. */
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Exclusive. `START` reads from the first event. Quickest where it is an event's position; any other is taken by value. */
  readonly after: string;
  /** Default 1,000. */
  readonly limit?: number;
  /** Only streams whose name starts with one of these (`swap-`, `source-`). */
  readonly streamPrefixes?: readonly string[];
}

export interface SubscribeOptions extends ReadAllOptions {
  readonly signal?: AbortSignal;
}

/** A page of a subscription, in commit order. `caughtUp` is true on the page (possibly empty) that reached the end of the log as it then was; it is repeated after each live page. */
export interface SubscriptionPage {
  readonly events: readonly RecordedEvent[];
  readonly caughtUp: boolean;
}

export interface LogHead {
  readonly position: string;
  /** Null for an empty log. */
  readonly recordedAt: string | null;
}

/** The reading half of the log, which any number of processes may open beside the one that writes. */
export interface EventLogReader {
  /** A page of one stream; empty for an unknown stream. */
  readStream(stream: string, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;
  /** A page of the whole log in commit order. */
  readAll(options: ReadAllOptions): Promise<readonly RecordedEvent[]>;
  /** Catch-up, then live, without gap or double; ends when `signal` aborts, throws when the log is lost. */
  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionPage>;
  /** Which of these streams hold at least one event. */
  existing(streams: readonly string[]): Promise<ReadonlySet<string>>;
  head(): Promise<LogHead>;
  /** When the event at exactly this position was recorded (RFC 3339); null where the log holds no event there. */
  recordedAt(position: string): Promise<string | null>;
  /**
   * The last position before the first event recorded after the instant (RFC 3339); `START` if there is none.
   * Where recorded times never fall, that is the last event recorded at or before it.
   */
  positionAt(instant: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * An append-only log of streams with one commit order over all of them.
 *
 * Guarantees each adapter gives and the contract suite checks:
 * revisions of a stream run from 0 without hole; positions rise in commit order and a reader that saw position P never later
 * meets a position at or below P; an append is whole or not there at all; the same append again is answered with the first result;
 * nothing is ever updated or deleted.
 *
 * What differs between adapters is named in the contract suite (`LogCapabilities`): whether positions are counts, whose clock
 * records the time, and whether an event id is unique over all streams. Nothing outside this library may rely on those.
 */
export interface EventLog extends EventLogReader {
  append(request: AppendRequest): Promise<AppendOutcome>;
}

/**
 * The log cannot be reached or refuses writes for now; nothing is known to be lost. Answered as 503 with `Retry-After`.
 * An append that failed so may still have been written: the same append again (same event ids) tells.
 */
export class EventLogUnavailable extends Error {
  override readonly name = 'EventLogUnavailable';
  readonly retryAfterSeconds: number;

  constructor(message: string, options: ErrorOptions & { readonly retryAfterSeconds?: number } = {}) {
    super(message, options);
    this.retryAfterSeconds = options.retryAfterSeconds ?? 1;
  }
}

/** The log ends before a place that a consumer has already reached: it is another log, or an older copy of this one. */
export class EventLogBehind extends Error {
  override readonly name = 'EventLogBehind';
}

/** Another writer has taken over; this one must stop. */
export class EventLogFenced extends Error {
  override readonly name = 'EventLogFenced';
}

/** Another process (named in the message where it can be) writes this log already. */
export class EventLogAlreadyOpen extends Error {
  override readonly name = 'EventLogAlreadyOpen';
}

/** The server's settings would lose acknowledged events in a crash, so the log refuses to open. */
export class EventLogUnsafe extends Error {
  override readonly name = 'EventLogUnsafe';
}

/** What the log holds cannot be right (a hole in positions, a head beside the last event): stop and alarm, never read on. */
export class EventLogDamaged extends Error {
  override readonly name = 'EventLogDamaged';
}
