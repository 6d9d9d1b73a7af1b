import type { Entry } from '../history.ts';

/** An event as the log holds it, read by whoever judges. */
export interface LoggedEvent {
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: { readonly commandId: string };
}

/** Read models as clients saw them at a position. */
export interface ModelState {
  readonly position: string;
  readonly swaps: readonly object[];
  readonly detentions: readonly object[];
  readonly claims: readonly object[];
}

/** A replay of the log up to a position compared with the rows as known then. */
export interface Compared {
  readonly position: string;
  readonly differences: readonly object[];
  /** How many rows were compared. */
  readonly rows: number;
}

/** All that a run leaves behind. */
export interface Evidence {
  readonly history: readonly Entry[];
  /** From the tables. */
  readonly log: readonly LoggedEvent[];
  /** From the interface. */
  readonly shown: readonly LoggedEvent[];
  /** Readers by name and the beginning of the streams each asked for; null: all. */
  readonly readers: Readonly<Record<string, string | null>>;
  readonly models: readonly ModelState[];
  readonly replays: readonly Compared[];
}

/** What the checker says of one invariant. */
export interface Verdict {
  readonly invariant: string;
  readonly claim: string;
  /** What was looked at, in numbers. */
  readonly figure: string;
  readonly violations: readonly string[];
}

export const byPosition = (left: { position: string }, right: { position: string }): number =>
  BigInt(left.position) < BigInt(right.position) ? -1 : 1;
