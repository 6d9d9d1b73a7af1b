import type { RecordedEvent } from '#libs/contracts';

/** The part of a pino logger that delivery uses. Never given personal data. */
export interface DeliveryLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** How a topic is made, and what an existing one is held against. */
export interface TopicSettings {
  readonly topic: string;
  /** Never to be changed: another number sends the streams to other partitions, and their order is lost. */
  readonly partitions: number;
  readonly replication: number;
  /** How long messages are kept; -1 is for ever, and the topic can then always be read from its beginning. */
  readonly retentionMilliseconds: number;
  /** How many replicas must have a message before it counts as published. Default 1. */
  readonly minInSyncReplicas?: number;
  /** The largest batch of one partition, in bytes. Default 4 MiB. */
  readonly maxMessageBytes?: number;
}

export interface KafkaMessage {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What became of the messages of one partition: the offset of the first, and the one behind the last. */
export interface PublishedRange {
  readonly partition: number;
  readonly baseOffset: string;
  readonly nextOffset: string;
}

/** A message as a consumer gets it. */
export interface DeliveredMessage {
  readonly offset: string;
  /** Which life of the topic it was published in; null where it does not say. */
  readonly incarnation: string | null;
  /** Null where the message is none of the register's. */
  readonly event: RecordedEvent | null;
  /** Why the event's data, or the whole message, cannot be read; null where all is well. */
  readonly problem: string | null;
}

/** What a consumer counts; every number is of one call. */
export interface ConsumerMetrics {
  /** The partitions that this member reads from now on. */
  assigned(partitions: readonly number[]): void;
  /** Messages that were handled, and how many the broker still has behind them. */
  delivered(partition: number, messages: number, behind: number): void;
  /** A batch or a place that could not be had and is tried again. */
  failed(partition: number): void;
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topic: string;
  /**
   * The next offset to read, asked at every assignment and whenever it may have changed; Kafka's own commits are neither made nor used. A
   * partition that no longer has it stands still.
   */
  readonly place: (partition: number) => Promise<string>;
  /**
   * Handles messages in the order of their offsets; several partitions at once, one partition never. Whoever takes a partition over may be
   * handed the same messages while the former member still handles them: the place must move by compare-and-set.
   */
  readonly handle: (partition: number, messages: readonly DeliveredMessage[]) => Promise<void>;
  /** Whether an error of `handle` says that somebody else moved the place: the place is asked anew. After any other, the same messages come again. */
  readonly isDisplaced: (error: unknown) => boolean;
  /** Most messages of one call of `handle`. Default 500. */
  readonly limit?: number;
  /** How many partitions are handled at once. Default 1. */
  readonly concurrency?: number;
  /** After how many milliseconds without a sign the group takes a member for dead. Default 6,000, the least that a broker allows by default. */
  readonly sessionTimeout?: number;
  /** How often a member gives a sign, in milliseconds. Default a sixth of the session. */
  readonly heartbeatInterval?: number;
  /** How long a group that forms anew waits for members that handle messages, in milliseconds; whoever takes longer loses its partitions. Default 15,000. */
  readonly rebalanceTimeout?: number;
  readonly metrics?: ConsumerMetrics;
}

export type ConsumerState = 'joining' | 'consuming' | 'waiting' | 'stopped';

/**
 * A member of a consumer group. It ends only when it is stopped: brokers that go away, a topic that is missing and members that crash are
 * waited out, and told to the logger.
 */
export interface PartitionConsumer {
  readonly state: () => ConsumerState;
  readonly assigned: () => readonly number[];
  /** Asks for the place of every assigned partition anew. */
  readonly reseek: () => void;
  /** Finishes the messages in hand and leaves the group. */
  readonly stop: () => Promise<void>;
}

/** What the register needs of Kafka. */
export interface Kafka {
  /**
   * Creates the topic, or holds the existing one against the settings.
   * @throws TopicMismatch naming every setting that differs
   */
  readonly ensureTopic: (settings: TopicSettings) => Promise<'created' | 'existing'>;
  /** The next offset to be written of each partition, in their order; null where there is no such topic. */
  readonly endOffsets: (topic: string) => Promise<readonly string[] | null>;
  /**
   * Publishes the messages; those of one partition stay in their order. Resolves when all replicas in sync have them, with a range for each
   * partition that got any. After a throw some or all may still have been published: the outcome is unknown.
   */
  readonly publish: (
    settings: Pick<TopicSettings, 'topic' | 'partitions'>,
    messages: readonly KafkaMessage[],
  ) => Promise<readonly PublishedRange[]>;
  readonly consumePartitions: (options: ConsumeOptions) => PartitionConsumer;
  /** @throws where no broker answers */
  readonly ping: () => Promise<void>;
  /** Ends what publishes; consumers are stopped by whoever started them. */
  readonly close: () => Promise<void>;
}

/** A topic of this name exists with other settings; nothing is changed, for nobody can tell which of them are meant. */
export class TopicMismatch extends Error {
  override readonly name = 'TopicMismatch';
}
