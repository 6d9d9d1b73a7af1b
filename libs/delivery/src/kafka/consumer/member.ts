import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumeOptions } from '../port.ts';

/** Messages of one partition that kafkajs has fetched. */
export interface MemberBatch {
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  /** The offset behind the last message of the partition. */
  readonly end: string;
  /** The next fetch goes on behind this offset. */
  resolve(offset: string): void;
  /** Tells the group that this member lives; throws where the group has gone on without it or forms anew. */
  heartbeat(): Promise<void>;
  /** Whether what remains of the batch is still to be handled. */
  isCurrent(): boolean;
}

export interface MemberHandlers {
  /** Called when the group has formed, before anything is fetched. */
  joined(partitions: readonly number[]): void;
  batch(batch: MemberBatch): Promise<void>;
}

type Timing = Required<Pick<ConsumeOptions, 'sessionTimeout' | 'heartbeatInterval'>>;

const REBALANCE_TIMEOUT = 15_000;
/** How long a fetch waits for messages, in milliseconds. A partition that is resumed waits as long in the worst case. */
const FETCH_WAIT = 250;
const FETCH_BYTES = 1024 * 1024;
/** A membership that gives no sign for so long is given up: kafkajs has been seen to stop without a word. */
const SILENT_FOR = 45_000;
/** How long leaving may take before the connection is simply closed; the group then waits for the session to end. */
const LEAVE_WITHIN = 8_000;

const createConsumer = (kafka: Kafka, options: ConsumeOptions & Timing): Consumer =>
  kafka.consumer({
    groupId: options.group,
    sessionTimeout: options.sessionTimeout,
    heartbeatInterval: options.heartbeatInterval,
    rebalanceTimeout: options.rebalanceTimeout ?? REBALANCE_TIMEOUT,
    maxWaitTimeInMs: FETCH_WAIT,
    maxBytesPerPartition: FETCH_BYTES,
    allowAutoTopicCreation: false,
    // What died is not revived inside kafkajs, where a stop in the meantime would miss it: somebody outside joins anew.
    retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
  });

/** Any event that a working member gives now and then. */
function watchSigns(consumer: Consumer, silent: () => void): () => void {
  let last = Date.now();
  const { HEARTBEAT, FETCH, GROUP_JOIN, END_BATCH_PROCESS } = consumer.events;
  for (const event of [HEARTBEAT, FETCH, GROUP_JOIN, END_BATCH_PROCESS] as const)
    consumer.on(event, () => void (last = Date.now()));
  const timer = setInterval(() => {
    if (Date.now() - last > SILENT_FOR) silent();
  }, 1_000).unref();
  return () => clearInterval(timer);
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** One membership in a consumer group, from joining to its end. What comes after the end is somebody else's. */
export class Member {
  /** Resolves at its end: with the error it died of, or null where it was told to leave. */
  readonly lived: Promise<Error | null>;
  readonly #options: ConsumeOptions & Timing;
  readonly #handlers: MemberHandlers;
  readonly #consumer: Consumer;
  readonly #handling = new Set<Promise<void>>();
  readonly #unwatch: () => void;
  readonly #joining: Promise<void>;
  #over = false;
  #settle: (how: Error | null) => void = () => undefined;

  /** Joins the group of the options. */
  constructor(kafka: Kafka, options: ConsumeOptions & Timing, handlers: MemberHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#consumer = createConsumer(kafka, options);
    this.lived = new Promise((resolve) => (this.#settle = resolve));
    this.#unwatch = watchSigns(this.#consumer, () => this.#silent());
    const { CRASH, GROUP_JOIN } = this.#consumer.events;
    this.#consumer.on(CRASH, ({ payload }) => this.#end(payload.error));
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      if (this.#over)
        void this.#disconnect(); // it was joining while it was told to leave
      else handlers.joined(payload.memberAssignment[options.topic] ?? []);
    });
    this.#joining = this.#join().catch((error: unknown) => {
      this.#end(asError(error));
      return this.#disconnect();
    });
  }

  pause(partition: number): void {
    this.#unlessOver(() => this.#consumer.pause([{ topic: this.#options.topic, partitions: [partition] }]));
  }

  resume(partition: number): void {
    this.#unlessOver(() => this.#consumer.resume([{ topic: this.#options.topic, partitions: [partition] }]));
  }

  seek(partition: number, offset: string): void {
    this.#unlessOver(() => this.#consumer.seek({ topic: this.#options.topic, partition, offset }));
  }

  /** Finishes what is handled, and leaves the group. */
  async leave(): Promise<void> {
    this.#end(null);
    const patience = new AbortController();
    const enough = pause(LEAVE_WITHIN, undefined, { signal: patience.signal }).catch(() => undefined);
    // A consumer that is told to stop while it joins goes on joining: it is waited for first.
    await Promise.race([this.#joining.then(() => this.#disconnect()), enough]);
    patience.abort();
    await Promise.allSettled(this.#handling);
  }

  async #join(): Promise<void> {
    const { topic, concurrency: partitionsConsumedConcurrently = 1 } = this.#options;
    const offsetsAreElsewhere = { autoCommit: false, eachBatchAutoResolve: false };
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic, fromBeginning: true });
    const eachBatch = (payload: EachBatchPayload): Promise<void> => this.#take(payload);
    await this.#consumer.run({ ...offsetsAreElsewhere, partitionsConsumedConcurrently, eachBatch });
  }

  async #take(payload: EachBatchPayload): Promise<void> {
    if (this.#over) return; // kafkajs may hand over what it had fetched after it was told to stop
    const { batch } = payload;
    const handled = this.#handlers.batch({
      partition: batch.partition,
      messages: batch.messages,
      end: batch.highWatermark,
      resolve: (offset) => payload.resolveOffset(offset),
      heartbeat: () => payload.heartbeat(),
      isCurrent: () => !this.#over && payload.isRunning() && !payload.isStale(),
    });
    this.#handling.add(handled);
    await handled.finally(() => this.#handling.delete(handled));
  }

  #silent(): void {
    if (this.#handling.size > 0) return;
    this.#end(new Error(`no sign of the group ${this.#options.group} for ${SILENT_FOR / 1_000} s`));
    void this.#disconnect();
  }

  #end(how: Error | null): void {
    this.#over = true;
    this.#unwatch();
    this.#settle(how);
  }

  async #disconnect(): Promise<void> {
    await this.#consumer.disconnect().catch(() => undefined);
  }

  /** kafkajs throws where it is between two lives; there is nothing to pause then, and the next assignment asks for everything anew. */
  #unlessOver(act: () => void): void {
    if (this.#over) return;
    try {
      act();
    } catch {
      return;
    }
  }
}
