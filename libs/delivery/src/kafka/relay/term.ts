import { randomUUID } from 'node:crypto';
import type { EventLogReader } from '#libs/event-log';
import { ahead } from '../../ahead.ts';
import { inBatchSpan } from '../../batch-span.ts';
import { directDelivery } from '../../direct/direct-delivery.ts';
import type { DeliveryLogger, Kafka, PublishedRange, TopicSettings } from '../port.ts';
import { batchesOf, type RelayBatch } from './batches.ts';
import { Continuity, type ContinuityMetrics } from './continuity.ts';
import { isTimeToThin, thinMarks } from './marks.ts';
import { beginIncarnation, movePublished, type Published } from './published.ts';
import type { RelaySession } from './session.ts';

/** What a relay counts; every number is of one call. */
export interface RelayMetrics extends ContinuityMetrics {
  /** Events that Kafka has acknowledged and the database knows, and how long that took in milliseconds. */
  published(events: number, milliseconds: number): void;
  /** The topic began anew, and everything is published again. */
  begun(): void;
  /** Something failed and is tried again. */
  failed(): void;
}

export interface TermParts {
  readonly log: EventLogReader;
  readonly kafka: Kafka;
  readonly topic: TopicSettings;
  /** The register's own address; CloudEvents' `source`. */
  readonly source: string;
  readonly logger: DeliveryLogger;
  readonly metrics?: RelayMetrics;
  /** Most events of a page. */
  readonly batchSize: number;
  /** How often somebody looks whether the topic is still there while nothing is published, in milliseconds. */
  readonly lookEvery: number;
}

/** The topic holds less than was published to it: somebody removed it, or the brokers lost their disks. */
export class TopicWiped extends Error {
  override readonly name = 'TopicWiped';
}

const isBelow = (offset: string | undefined, other: string | undefined): boolean =>
  BigInt(offset ?? 0) < BigInt(other ?? 0);

const isWhole = (ends: readonly string[], { offsets }: Published): boolean =>
  ends.length === offsets.length && !ends.some((end, partition) => isBelow(end, offsets[partition]));

/** The offsets behind what was just published. @throws TopicWiped where it stands below what was published before */
function offsetsBehind({ topic, offsets }: Published, ranges: readonly PublishedRange[]): readonly string[] {
  const next = [...offsets];
  for (const { partition, baseOffset, nextOffset } of ranges) {
    if (isBelow(baseOffset, next[partition]))
      throw new TopicWiped(`partition ${partition} of ${topic} took ${baseOffset} where ${next[partition]} was next`);
    next[partition] = nextOffset;
  }
  return next;
}

/** What one batch changes of what was published. */
interface Move {
  readonly from: Published;
  readonly to: Published;
}

/** The time in which one session holds the lock: from what the database knows on, until something fails or the signal says so. */
export class Term {
  readonly #parts: TermParts;
  readonly #session: RelaySession;
  readonly #continuity: Continuity;
  /** What Kafka has acknowledged. */
  #published: Published;
  /** The position that the database knows. */
  #stored: string;
  #storing: Promise<void> = Promise.resolve();

  private constructor(parts: TermParts, session: RelaySession, published: Published) {
    this.#parts = parts;
    this.#session = session;
    this.#published = published;
    this.#stored = published.position;
    this.#continuity = new Continuity(parts, published.position);
  }

  /** Compares the topic with what was published to it; one that lost anything begins anew, and so does one that nobody has published to. */
  static async begin(parts: TermParts, session: RelaySession, former: Published | null): Promise<Term> {
    const { kafka, logger, metrics } = parts;
    const { topic } = parts.topic;
    const ends = await kafka.endOffsets(topic);
    if (ends?.length !== parts.topic.partitions) throw new Error(`the topic ${topic} cannot be seen yet`);
    if (former && isWhole(ends, former)) return new Term(parts, session, former);
    const begun = await beginIncarnation(session, topic, randomUUID(), ends, former?.epoch ?? null);
    if (former) {
      logger.error(
        { topic, position: former.position },
        'the topic lost what was published: everything is published again',
      );
      metrics?.begun();
    }
    return new Term(parts, session, begun);
  }

  get position(): string {
    return this.#stored;
  }

  /** Publishes until the signal aborts, finishing the batch in hand. @throws whatever ends the term before that */
  async publish(signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    let failure: Error | null = null;
    const fail = (error: Error): void => {
      failure ??= error;
      ending.abort();
    };
    this.#session.onLost(fail);
    const stopLooking = this.#look(fail);
    try {
      const signals = AbortSignal.any([signal, ending.signal]);
      await this.#follow(
        ahead(this.#batches(signals), () => ending.abort()),
        signals,
        fail,
      );
    } finally {
      stopLooking();
    }
    if (failure) throw failure as Error;
    if (!signal.aborted) throw new Error('the subscription to the event log ended');
  }

  /** A topic that is removed while nothing happens would otherwise be missed until the next event. */
  #look(fail: (error: Error) => void): () => void {
    const { kafka, topic: settings, lookEvery } = this.#parts;
    const look = async (): Promise<void> => {
      const before = this.#published;
      const ends = await kafka.endOffsets(settings.topic).catch(() => undefined); // brokers that are away are no reason
      if (ends === undefined || (ends && isWhole(ends, before))) return;
      fail(new TopicWiped(`the topic ${settings.topic} is gone or shorter than what was published`));
    };
    const timer = setInterval(() => void look(), lookEvery);
    return () => clearInterval(timer);
  }

  async #follow(batches: AsyncIterable<RelayBatch>, signal: AbortSignal, fail: (error: Error) => void): Promise<void> {
    try {
      for await (const batch of batches) {
        if (signal.aborted) return;
        await this.#send(batch, fail);
      }
    } finally {
      await this.#storing;
    }
  }

  async *#batches(signal: AbortSignal): AsyncGenerator<RelayBatch, void, void> {
    const { log, batchSize, source, topic } = this.#parts;
    const { incarnation, position } = this.#published;
    for await (const { events } of directDelivery(log).pages({ after: position, limit: batchSize, signal }))
      yield* batchesOf(await this.#continuity.admit(events), { source, incarnation }, topic);
  }

  /** While the database stores how far Kafka has acknowledged, the next batch is on its way: a failure in between repeats it, no more. */
  async #send(batch: RelayBatch, fail: (error: Error) => void): Promise<void> {
    const begun = performance.now();
    const move = await this.#publish(batch);
    await this.#storing;
    this.#storing = this.#store(batch, move, begun);
    this.#storing.catch(fail); // the log may be silent for long, and nobody would ask
  }

  async #publish({ events, messages, upTo }: RelayBatch): Promise<Move> {
    const { kafka, topic } = this.#parts;
    const from = this.#published;
    const attributes = { 'afa.topic': topic.topic, 'afa.events': events.length };
    const ranges = await inBatchSpan('publish events', events, attributes, () => kafka.publish(topic, messages));
    const total = String(BigInt(from.events) + BigInt(events.length));
    const to = { ...from, position: upTo, offsets: offsetsBehind(from, ranges), events: total };
    this.#published = to;
    return { from, to };
  }

  async #store({ events, recordedAt }: RelayBatch, { from, to }: Move, begun: number): Promise<void> {
    // Events that fill a gap move the position with the event behind the gap.
    if (to.position !== from.position) await movePublished(this.#session, from, to, recordedAt);
    this.#stored = to.position;
    this.#parts.metrics?.published(events.length, performance.now() - begun);
    if (isTimeToThin(from, to)) await thinMarks(this.#session, to);
  }
}
