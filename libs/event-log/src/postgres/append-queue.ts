import { EventLogUnavailable, type AppendOutcome, type AppendRequest } from '../port.ts';
import type { PreparedEvent } from '../request.ts';

const MOST_EVENTS_IN_BATCH = 1_000;
const MOST_BYTES_IN_BATCH = 4 * 2 ** 20;
const MOST_BYTES_WAITING = 64 * 2 ** 20;

/** An append on its way. It is answered exactly once, whatever happens to it afterwards. */
export class Entry {
  readonly request: AppendRequest;
  readonly events: readonly PreparedEvent[];
  readonly bytes: number;
  readonly since = performance.now();
  /** `ask`: its ids may stand already, look before writing; `cleared`: looked, they do not. */
  suspicion: 'none' | 'ask' | 'cleared' = 'none';
  answered = false;
  readonly #resolve: (outcome: AppendOutcome) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    request: AppendRequest,
    events: readonly PreparedEvent[],
    resolve: (outcome: AppendOutcome) => void,
    reject: (error: unknown) => void,
  ) {
    this.request = request;
    this.events = events;
    this.bytes = events.reduce((sum, event) => sum + event.data.length + event.metadata.length, 0);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  answer(outcome: AppendOutcome): void {
    this.answered = true;
    this.#resolve(outcome);
  }

  fail(error: unknown): void {
    this.answered = true;
    this.#reject(error);
  }
}

/** Appends that wait for their turn, first come first served; bounded, so that an outage cannot fill the memory. */
export class AppendQueue {
  #entries: Entry[] = [];
  #bytes = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** @throws EventLogUnavailable when the queue is full */
  assertRoom(): void {
    if (this.#entries.length >= this.#most || this.#bytes >= MOST_BYTES_WAITING) {
      throw new EventLogUnavailable('too many appends are waiting', { retryAfterSeconds: 1 });
    }
  }

  put(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
  }

  /** What is waiting, up to one batch; at least one entry where there is one. */
  take(): Entry[] {
    let events = 0;
    let bytes = 0;
    let count = 0;
    for (const entry of this.#entries) {
      events += entry.events.length;
      bytes += entry.bytes;
      if (count > 0 && (events > MOST_EVENTS_IN_BATCH || bytes > MOST_BYTES_IN_BATCH)) break;
      count += 1;
    }
    return this.#remove(count);
  }

  /** Removes and returns everything that has waited since before `moment`. */
  takeOlder(moment: number): Entry[] {
    const firstYounger = this.#entries.findIndex((entry) => entry.since >= moment);
    return this.#remove(firstYounger === -1 ? this.#entries.length : firstYounger);
  }

  #remove(count: number): Entry[] {
    const taken = this.#entries.splice(0, count);
    for (const entry of taken) this.#bytes -= entry.bytes;
    return taken;
  }
}
