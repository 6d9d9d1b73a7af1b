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

/** A message as it lies in a partition of the topic. */
export interface BusMessage {
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the partitions ended (the next offset of each) when everything up to the position had been acknowledged, as the relay noted it. */
export interface BusMark {
  readonly position: string;
  readonly offsets: readonly string[];
}

/** What lies on the bus, and what the relay says of it. */
export interface Bus {
  /** Of the topic; it gets another one where it begins anew. */
  readonly incarnation: string;
  /** Each partition's in the order of its offsets. */
  readonly messages: readonly BusMessage[];
  readonly published: BusMark;
  /** Of this incarnation. */
  readonly marks: readonly BusMark[];
}

/** `counted`: 1, 2, 3 and so on; `rising`: each above the one before. */
export type PositionOrder = 'counted' | 'rising';

/** All that a run leaves behind. */
export interface Evidence {
  readonly history: readonly Entry[];
  /** From the tables or the file that hold it, in commit order. */
  readonly log: readonly LoggedEvent[];
  /** Default `counted`. */
  readonly order?: PositionOrder;
  /** Where there is a bus, checkpoints are those of its partitions. */
  readonly bus?: Bus;
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
