import { comparePositions } from '#libs/contracts';
import type { ReadModelName } from '../read-models/read-model.ts';
import type { Row } from '../read-models/row.ts';
import type { PersonalValue } from './personal-values.ts';
import type { Problem } from './prepare.ts';

/** `known_to` of a version that nothing has replaced yet. */
export const OPEN = '9223372036854775807';

/** A row as it is stored: documents as text, so that it is written and compared as it is. */
export interface StoredRow {
  readonly key: string;
  readonly stream: string;
  readonly born: string;
  readonly during: string | null;
  readonly surely: string | null;
  readonly refs: readonly string[];
  readonly doc: string;
  readonly memo: string | null;
}

export interface StoredVersion extends StoredRow {
  readonly knownFrom: string;
  readonly knownTo: string;
}

/** The open version of a row. */
export interface LoadedRow extends StoredRow {
  readonly knownFrom: string;
  /** Where it is known already, so that the document is not parsed again. */
  readonly row?: Row;
}

export interface ParkedEvent extends Problem {
  readonly position: string;
  readonly stream: string;
  /** Null where an operator parked a stream without naming an event. */
  readonly revision: number | null;
  readonly type: string | null;
}

export interface StreamState {
  /** The last revision in the rows; -1 for none. */
  readonly revision: number;
  readonly parked: boolean;
}

/**
 * What a consumer goes on from is its place: in the log a position, in a partition of a topic the next offset. Both are decimal strings that
 * rise. `position` is the greatest of the batch.
 */
export interface Advance {
  readonly from: string;
  readonly to: string;
  readonly position: string;
}

/** Which checkpoint of a generation is moved: that of the log itself, or of one partition in one incarnation of a topic. */
export type Track = 'log' | { readonly partition: number; readonly incarnation: string };

/** What is looked up before a batch is folded. */
export interface BatchRequest {
  /** Moves the checkpoint, if it still stands at `from`; null leaves all of them where they are and only keeps others from moving them. */
  readonly advance: Advance | null;
  readonly streams: readonly string[];
  readonly keys: ReadonlyMap<ReadModelName, readonly string[]>;
}

export interface BatchKnowledge {
  /** The greatest position that was delivered before the batch. */
  readonly checkpoint: string;
  readonly streams: ReadonlyMap<string, StreamState>;
  /** The open rows of the asked keys. */
  readonly rows: ReadonlyMap<ReadModelName, ReadonlyMap<string, LoadedRow>>;
}

export interface ModelChanges {
  /** Open versions that end: where they begin, and where they end now. */
  readonly closed: readonly { readonly key: string; readonly from: string; readonly at: string }[];
  readonly versions: readonly StoredVersion[];
}

export interface BatchChanges {
  readonly models: ReadonlyMap<ReadModelName, ModelChanges>;
  readonly values: readonly PersonalValue[];
  /** The last revision in the rows of each stream that moved. */
  readonly heads: ReadonlyMap<string, number>;
  readonly parked: readonly ParkedEvent[];
  /** Takes the events of the stream up to the revision, and an operator's mark, out of what is parked. */
  readonly unpark?: { readonly stream: string; readonly upTo: number };
}

/** Somebody else moved the checkpoint: this projector is a left-over and must stop. Nothing of its batch was written. */
export class ProjectionFenced extends Error {
  override readonly name = 'ProjectionFenced';
}

/**
 * The checkpoint lies before the place where this projector left it: the database lost its last moments in a crash, rows and checkpoint
 * together. The log is read again from there.
 */
export class CheckpointRewound extends Error {
  override readonly name = 'CheckpointRewound';
}

/** Why the checkpoint could not be moved from where it was expected. */
export const displaced = (expected: string, found: string): ProjectionFenced | CheckpointRewound =>
  comparePositions(found, expected) < 0
    ? new CheckpointRewound(`the checkpoint is back at ${found}, it was at ${expected}`)
    : new ProjectionFenced(`the checkpoint is at ${found}, not at ${expected}`);

/** The store refused the rows of a batch (too large, malformed); nothing of it was written. The message holds no data. */
export class BatchRefused extends Error {
  override readonly name = 'BatchRefused';
}

/** The tables of one generation, followed on one track. */
export interface GenerationTables {
  /** The place to go on from. */
  checkpoint(): Promise<string>;
  stream(stream: string): Promise<StreamState>;
  /** Streams with parked events or an operator's mark, those that wait longest first. */
  parkedStreams(): Promise<readonly string[]>;
  /**
   * One transaction: checkpoint, look-up, fold, rows. All of it stands or nothing.
   * `fold` is called once, after the checkpoint is held; what it throws undoes everything.
   * @throws ProjectionFenced, CheckpointRewound, BatchRefused
   */
  batch<Changes extends BatchChanges>(
    request: BatchRequest,
    fold: (knowledge: BatchKnowledge) => Changes,
  ): Promise<Changes>;
}
