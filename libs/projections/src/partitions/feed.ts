import type { RecordedEvent } from '#libs/contracts';

/** What lies at one offset of a partition. */
export interface PartitionMessage {
  readonly offset: string;
  /** Of the topic when it was published; null where the message does not say. */
  readonly incarnation: string | null;
  /** Null where the message is none of ours: it belongs to no stream, so nothing can wait behind it. */
  readonly event: RecordedEvent | null;
  /** Why the event's content cannot be read, where that is so. */
  readonly problem: string | null;
}

/** What a feed asks and tells. */
export interface PartitionHandlers {
  /** The next offset to read; asked at every assignment, and again after `handle` threw what `isDisplaced` knows. */
  place(partition: number): Promise<string>;
  handle(partition: number, messages: readonly PartitionMessage[]): Promise<void>;
  /** Whether the error says that somebody else moved the place: nothing was written, and the place is to be asked anew. */
  isDisplaced(error: unknown): boolean;
}

export interface RunningFeed {
  /** Asks for the place of every assigned partition anew. */
  reseek(): void;
  /** Finishes the batches in hand and lets go of the partitions. */
  stop(): Promise<void>;
}

/** Hands over the partitions that are this process's, in the order of their offsets; made where the application is put together. */
export type Feed = (handlers: PartitionHandlers) => Promise<RunningFeed>;
