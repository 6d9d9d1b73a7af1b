import { setTimeout as pause } from 'node:timers/promises';
import { comparePositions, START } from '#libs/contracts';
import { EventLogBehind, EventLogUnavailable } from '../port.ts';
import type { EventLogLogger } from '../postgres/options.ts';
import type { WakeUp } from '../wake-up.ts';
import { listen } from './calls.ts';
import { unavailable } from './failures.ts';
import type { Library } from './library.ts';
import type { Link } from './link.ts';
import type { KurrentReads } from './reads.ts';
import { liveRequest } from './requests.ts';
import { placeIn } from './stored-event.ts';

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;
/** A node that has just become the leader may need a moment to know everything that was acknowledged. */
const LOOKS_BEHIND = 3;

export interface LiveOptions {
  readonly library: Library;
  readonly link: Link;
  readonly reads: KurrentReads;
  readonly wakeUp: WakeUp;
  readonly streamPrefix: string;
  readonly checkEvery: number;
  readonly logger?: EventLogLogger | undefined;
}

/**
 * One subscription on the server for all subscriptions of this process, from the first of them until the log is closed. It tells only that
 * there is more; each subscriber reads that itself, from the position of the last event it was given. So a subscription that breaks,
 * repeats itself or tells checkpoints can lose nothing, and a slow subscriber holds up no data.
 *
 * A server subscription may end with an error, without one, or stand there and deliver nothing: it is opened again after each end, and
 * a regular look at the head finds out the last.
 */
export class Live {
  readonly #options: LiveOptions;
  #running: Promise<void> | null = null;
  #heard = START;
  #opened = 0;
  #looksBehind = 0;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** How often a subscription was opened on the server. */
  get opened(): number {
    return this.#opened;
  }

  /** Starts it where it does not run. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when it has ended, which closing the link makes it do. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { link, logger } = this.#options;
    let wait = FIRST_PAUSE;
    while (!link.closed.aborted) {
      const { confirmed, error } = await this.#listenOnce();
      if (link.closed.aborted) return;
      if (confirmed) {
        wait = FIRST_PAUSE;
        logger?.warn({ err: error }, 'the subscription to the event log ended; it is opened again');
      }
      await pause(wait * (0.5 + Math.random()), undefined, { signal: link.closed }).catch(() => {});
      wait = Math.min(2 * wait, LONGEST_PAUSE);
    }
  }

  /** One subscription, from its opening to its end. */
  async #listenOnce(): Promise<{ confirmed: boolean; error: Error | null }> {
    const { library, link, wakeUp, streamPrefix } = this.#options;
    const over = new AbortController();
    const end = (): void => over.abort();
    link.closed.addEventListener('abort', end);
    const state = { confirmed: false };
    const checks = this.#checkRegularly(over);
    try {
      await link.hold((call) =>
        listen(call, liveRequest(library, [streamPrefix]), over.signal, (response) => {
          if (response.hasConfirmation()) {
            state.confirmed = true;
            void this.#confirmed();
          }
          const place = placeIn(response);
          if (!place) return;
          this.#hear(place.position);
          wakeUp.publish(place.position);
        }),
      );
      return { ...state, error: null };
    } catch (error) {
      return {
        ...state,
        error: error instanceof EventLogUnavailable ? error : unavailable('the subscription broke', error),
      };
    } finally {
      clearInterval(checks);
      end();
      link.closed.removeEventListener('abort', end);
    }
  }

  /** What was appended before the subscription stood is told by the head; what comes after it, by the subscription. */
  async #confirmed(): Promise<void> {
    this.#opened += 1;
    this.#hear((await this.#announceHead()) ?? START);
  }

  #hear(position: string): void {
    if (comparePositions(position, this.#heard) > 0) this.#heard = position;
  }

  /** Null while the head cannot be read. */
  async #announceHead(): Promise<string | null> {
    const { reads, wakeUp } = this.#options;
    const announced = wakeUp.position;
    const head = await reads.head().catch(() => null);
    if (!head) return null;
    this.#looksBehind = comparePositions(head.position, announced) < 0 ? this.#looksBehind + 1 : 0;
    if (this.#looksBehind >= LOOKS_BEHIND) {
      const ends = `the event log ends at position ${head.position}, but reached ${announced} before`;
      wakeUp.lose(new EventLogBehind(`${ends}: it is another log, or an older copy`));
    }
    wakeUp.publish(head.position);
    return head.position;
  }

  /** Ends a subscription that has not told of an event which the look before found standing. */
  #checkRegularly(over: AbortController): NodeJS.Timeout {
    const { wakeUp, checkEvery, logger } = this.#options;
    let seen = START;
    let looking = false;
    const look = async (): Promise<void> => {
      if (looking || !wakeUp.awaited) return;
      looking = true;
      const before = seen;
      seen = (await this.#announceHead()) ?? seen;
      looking = false;
      if (comparePositions(before, this.#heard) <= 0 || over.signal.aborted) return;
      logger?.warn({ before, heard: this.#heard }, 'the subscription to the event log delivers nothing');
      over.abort();
    };
    return setInterval(() => void look(), checkEvery).unref();
  }
}
