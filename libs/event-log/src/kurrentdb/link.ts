import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { StreamsClient } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import { EventLogUnavailable } from '../port.ts';
import type { EventLogLogger } from '../postgres/options.ts';
import { exceptionOf, failureOf, unavailable } from './failures.ts';
import type { ClientInside, Library } from './library.ts';

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 500;
/** A connection on which calls keep failing is given up, but not more often than this, in milliseconds. */
const RENEW_EVERY = 500;
/** As a call reports it on which the connection broke. */
const UNAVAILABLE = 14;

/** What one call works with. */
export interface Call {
  readonly client: ClientInside;
  readonly streams: StreamsClient;
  /** Milliseconds without a sign of life after which nobody waits any more. */
  readonly within: number;
  /** Aborts when nobody waits for the call any more. */
  readonly signal: AbortSignal;
  /** A sign of life: something of the answer has come. */
  readonly alive: () => void;
}

export interface Patience {
  /** How long it is tried, in milliseconds, whether the server is known to be away or not. By default as long as one answer may take. */
  readonly patience?: number;
  /** How long one answer may take, in milliseconds; default `answerWithin`. */
  readonly within?: number;
}

export interface LinkOptions {
  readonly url: string;
  readonly library: Library;
  readonly answerWithin: number;
  readonly logger?: EventLogLogger | undefined;
}

/**
 * The connection to the server: one client for good (making one costs 20 ms and memory that is never given back). It leaves a broken
 * channel by itself; one that has fallen silent it would keep until its keep-alive gives up, so that is left here when calls keep failing.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #closed = new AbortController();
  readonly #client: ClientInside;
  #streams: StreamsClient | null = null;
  #renewals = 0;
  #renewedAt = 0;
  #failures = 0;
  #away = false;
  #told = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    setMaxListeners(0, this.#closed.signal);
    try {
      this.#client = options.library.connect(options.url);
    } catch {
      // The error quotes the connection string, which holds a password.
      throw new Error('the connection string of KurrentDB cannot be used');
    }
  }

  /** How often the connection was given up for a new one because calls kept failing. */
  get renewals(): number {
    return this.#renewals;
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** @throws EventLogUnavailable once the log is closed */
  assertOpen(): void {
    if (this.#closed.signal.aborted) throw new EventLogUnavailable('the event log is closed');
  }

  /**
   * Works until it is answered or patience ends; while the server is known to be away, one try is enough.
   * The work must be safe to be done again. What the server answered, be it a refusal, is thrown as it came.
   * @throws EventLogUnavailable
   */
  async patiently<Result>(work: (call: Call) => Promise<Result>, options: Patience = {}): Promise<Result> {
    const { patience, within = this.#options.answerWithin } = options;
    const deadline = performance.now() + (patience ?? within);
    const once = this.#away && patience === undefined;
    for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
      this.assertOpen();
      try {
        return await this.once(work, Math.min(deadline - performance.now(), within));
      } catch (error) {
        this.assertOpen();
        const failure = failureOf(error);
        if (failure === 'answered') throw error;
        if (failure === 'denied') throw unavailable('the event log refuses this login', error);
        if (once || performance.now() + wait > deadline) throw this.#gone(error);
      }
      await pause(wait, undefined, { signal: this.closed }).catch(() => {});
    }
  }

  /** One try. @throws what the call threw, or `EventLogUnavailable` out of time */
  async once<Result>(work: (call: Call) => Promise<Result>, within = this.#options.answerWithin): Promise<Result> {
    const expiry = expiring(within, this.closed);
    const terms = { within, signal: expiry.signal, alive: expiry.postpone };
    try {
      const result = await Promise.race([this.#work(work, terms), expiry.passed]);
      this.#answered();
      return result;
    } catch (error) {
      if (failureOf(error) !== 'away') this.#answered();
      else this.#failed(error);
      throw error;
    } finally {
      expiry.end();
    }
  }

  /** A call that stays: once it has its channel it takes as long as it likes. @throws what the call threw, or `EventLogUnavailable` */
  async hold(work: (call: Pick<Call, 'client' | 'streams'>) => Promise<void>): Promise<void> {
    const expiry = expiring(this.#options.answerWithin, this.closed);
    try {
      const streams = await Promise.race([this.#streamsNow(), expiry.passed]);
      expiry.end();
      await this.#reporting(streams, () => work({ client: this.#client, streams }));
    } catch (error) {
      this.#failed(error);
      throw error;
    } finally {
      expiry.end();
    }
  }

  close(): void {
    this.#closed.abort();
    this.#streams?.close();
  }

  async #work<Result>(
    work: (call: Call) => Promise<Result>,
    terms: Pick<Call, 'within' | 'signal' | 'alive'>,
  ): Promise<Result> {
    const streams = await this.#streamsNow();
    return this.#reporting(streams, () => work({ client: this.#client, streams, ...terms }));
  }

  /** The calls on the channel of the moment. */
  async #streamsNow(): Promise<StreamsClient> {
    const streams = await this.#client.getGRPCClient(this.#options.library.StreamsClient, 'event log');
    if (this.closed.aborted) {
      streams.close(); // came too late for `close`
      this.assertOpen();
    }
    this.#streams = streams;
    return streams;
  }

  /** Tells the client what went wrong on its channel, so that it makes another, or turns to the leader. */
  async #reporting<Result>(streams: StreamsClient, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error) await this.#client.handleError(streams, error).catch(() => {});
      throw error;
    }
  }

  #answered(): void {
    this.#failures = 0;
    this.#away = false;
    if (this.#told) this.#options.logger?.info({ renewals: this.#renewals }, 'the event log answers again');
    this.#told = false;
  }

  /** A node that does not lead names the one that does; any other failure counts against the connection. */
  #failed(error: unknown): void {
    if (exceptionOf(error) === 'not-leader' || this.closed.aborted) return;
    this.#failures += 1;
    const now = performance.now();
    if (this.#failures < 2 || now - this.#renewedAt < RENEW_EVERY) return;
    this.#renewedAt = now;
    this.#renewals += 1;
    if (!this.#told) this.#options.logger?.warn({ err: notReached(error) }, 'calls to the event log keep failing');
    this.#told = true; // once for each outage, however long
    void this.#leaveChannel();
  }

  /** To the client, silence looks like a call that somebody cancelled: it is told that the channel is lost. */
  async #leaveChannel(): Promise<void> {
    const lost = Object.assign(new Error('calls keep failing'), { code: UNAVAILABLE, details: '' });
    if (this.#streams) await this.#client.handleError(this.#streams, lost).catch(() => {});
  }

  #gone(error: unknown): EventLogUnavailable {
    this.#away = true;
    return notReached(error);
  }
}

function notReached(error: unknown): EventLogUnavailable {
  return error instanceof EventLogUnavailable ? error : unavailable('the event log cannot be reached', error);
}

interface Expiry {
  readonly signal: AbortSignal;
  /** Rejects when the time is up. */
  readonly passed: Promise<never>;
  /** Begins to count anew. */
  readonly postpone: () => void;
  readonly end: () => void;
}

function expiring(milliseconds: number, closed: AbortSignal): Expiry {
  const controller = new AbortController();
  let fail: (error: Error) => void = () => {};
  const passed = new Promise<never>((_resolve, reject) => (fail = reject));
  passed.catch(() => {});
  const expire = (message: string) => (): void => {
    fail(new EventLogUnavailable(message));
    controller.abort();
  };
  const timer = setTimeout(expire('the event log did not answer in time'), Math.max(1, milliseconds));
  const onClosed = expire('the event log is closed');
  closed.addEventListener('abort', onClosed);
  const end = (): void => {
    clearTimeout(timer);
    closed.removeEventListener('abort', onClosed);
  };
  return { signal: controller.signal, passed, postpone: () => void timer.refresh(), end };
}
