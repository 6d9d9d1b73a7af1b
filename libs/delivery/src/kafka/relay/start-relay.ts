import { setTimeout as pause } from 'node:timers/promises';
import { comparePositions } from '#libs/contracts';
import { assertNotBehind, EventLogBehind, type EventLogReader } from '#libs/event-log';
import { backOff } from '../back-off.ts';
import { TopicMismatch } from '../port.ts';
import { beginEpoch, furthestPublished, RelayFenced } from './published.ts';
import { openRelaySession, type RelaySession } from './session.ts';
import { Term, type TermParts } from './term.ts';

export interface RelayOptions extends Omit<TermParts, 'batchSize' | 'lookEvery'> {
  /** Login of the relay. */
  readonly url: string;
  /** Default 500. */
  readonly batchSize?: number;
  /** How often a relay that stands by asks for the lock, in milliseconds. Default 500. */
  readonly standByEvery?: number;
  /** Default 5,000. */
  readonly lookEvery?: number;
}

/** `standby`: another relay is active. `waiting`: something it needs is away, or it has just failed; it tries again. `failed`: it cannot go on. */
export type RelayState = 'starting' | 'standby' | 'active' | 'waiting' | 'failed' | 'stopped';

/** How far the topic is behind the log: events (an upper bound in a log whose positions are no counts), and the age of the oldest one. */
export interface RelayLag {
  readonly events: number;
  readonly seconds: number;
}

export interface Relay {
  state(): RelayState;
  /** Resolves at the end: `stopped`, or the error with which it cannot go on (`EventLogBehind`, `TopicMismatch`). */
  readonly ended: Promise<'stopped' | Error>;
  /** The last event's position that this relay has published; null while it is not active. */
  position(): string | null;
  /** Null while it is not active. */
  lag(): Promise<RelayLag | null>;
  /** Finishes the batch in hand and lets another relay go on. */
  stop(): Promise<void>;
}

const isFatal = (error: unknown): error is Error => error instanceof EventLogBehind || error instanceof TopicMismatch;

async function lagOf(log: EventLogReader, position: string): Promise<RelayLag> {
  const { position: head } = await log.head();
  if (comparePositions(head, position) <= 0) return { events: 0, seconds: 0 };
  const [oldest] = await log.readAll({ after: position, limit: 1 });
  const age = oldest ? Date.now() - Date.parse(oldest.recordedAt) : 0;
  return { events: Number(BigInt(head) - BigInt(position)), seconds: Math.max(0, age / 1_000) };
}

class RelayRun {
  readonly #options: RelayOptions;
  readonly #parts: TermParts;
  readonly #stopping = new AbortController();
  readonly #changed: (state: RelayState) => void;
  #state: RelayState = 'starting';
  #failures = 0;
  term: Term | null = null;

  constructor(options: RelayOptions, changed: (state: RelayState) => void) {
    this.#options = options;
    this.#parts = { ...options, batchSize: options.batchSize ?? 500, lookEvery: options.lookEvery ?? 5_000 };
    this.#changed = changed;
  }

  get state(): RelayState {
    return this.#state;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Term after term, until it is stopped or cannot go on. */
  async run(): Promise<'stopped' | Error> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#session();
      } catch (error) {
        if (isFatal(error)) return this.#fail(error);
        this.#wait(error);
        await this.#pause(backOff(this.#failures));
      }
    }
    this.#become('stopped');
    return 'stopped';
  }

  #become(state: RelayState): void {
    this.#state = state;
    this.#changed(state);
  }

  #fail(error: Error): Error {
    this.#options.logger.error({ error }, 'the relay cannot go on');
    this.#become('failed');
    return error;
  }

  #wait(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const { logger, metrics, topic } = this.#options;
    this.#failures += 1;
    metrics?.failed();
    const told = {
      topic: topic.topic,
      failures: this.#failures,
      error,
    };
    if (error instanceof RelayFenced) logger.error(told, 'another relay has taken over');
    else logger.warn(told, 'the relay waits and tries again');
    this.#become('waiting');
  }

  async #pause(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  async #session(): Promise<void> {
    const session = await openRelaySession(this.#options.url);
    try {
      await this.#refuse(session);
      if (await this.#untilLocked(session)) await this.#lead(session);
    } finally {
      this.term = null;
      await session.close();
    }
  }

  /** A log that lacks what was published, and a topic that is not as it should be, are told at once, by those who stand by too. */
  async #refuse(session: RelaySession): Promise<void> {
    const { log, kafka, topic } = this.#options;
    const furthest = await furthestPublished(session);
    if (furthest !== null) await assertNotBehind(log, furthest);
    await kafka.ensureTopic(topic);
  }

  async #untilLocked(session: RelaySession): Promise<boolean> {
    const { topic, standByEvery = 500 } = this.#options;
    while (!this.#stopping.signal.aborted) {
      if (await session.tryLock(topic.topic)) return true;
      if (this.#state !== 'standby') this.#become('standby');
      await this.#pause(standByEvery);
    }
    return false;
  }

  async #lead(session: RelaySession): Promise<void> {
    const { topic, kafka, logger } = this.#options;
    const former = await beginEpoch(session, topic.topic);
    await kafka.ensureTopic(topic); // it may have gone while this relay stood by
    this.term = await Term.begin(this.#parts, session, former);
    const { position } = this.term;
    logger.info({ topic: topic.topic, position }, 'the relay publishes');
    this.#become('active');
    try {
      await this.term.publish(this.#stopping.signal);
    } finally {
      if (this.term.position !== position) this.#failures = 0;
    }
  }
}

/**
 * Publishes the log to the topic: all events in the log's order, keyed by stream, and stores how far Kafka has acknowledged them. Of several
 * relays one is active, the others stand by. First occurrences come in order for each stream; after a failure some may come again.
 * Resolves as soon as it is active, stands by or waits for what is away; outages are waited out.
 * @throws EventLogBehind · TopicMismatch
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  let started: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (started = resolve));
  const run = new RelayRun(options, () => started());
  const ended = run.run();
  await begun;
  if (run.state === 'failed') {
    const how = await ended;
    if (how instanceof Error) throw how;
  }
  return {
    state: () => run.state,
    ended,
    position: () => run.term?.position ?? null,
    lag: async () => (run.term ? lagOf(options.log, run.term.position) : null),
    async stop() {
      run.stop();
      await ended;
    },
  };
}
