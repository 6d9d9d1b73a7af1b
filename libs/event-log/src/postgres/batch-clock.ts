import type { EventLogLogger } from './options.ts';

/** One reading a batch, never below the last: recorded times order like positions even when the machine's clock goes back. */
export class BatchClock {
  readonly #clock: () => Date;
  readonly #logger: EventLogLogger | undefined;
  #clamping = false;

  constructor(clock: () => Date, logger: EventLogLogger | undefined) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** RFC 3339 in UTC with milliseconds. */
  read(lastRecordedAt: string | null): string {
    const now = this.#clock().toISOString();
    const behind = lastRecordedAt !== null && now < lastRecordedAt;
    if (behind && !this.#clamping) {
      this.#logger?.warn(
        { now, lastRecordedAt },
        'the clock went back: events are recorded at the last time until it catches up',
      );
    }
    this.#clamping = behind;
    return behind ? lastRecordedAt : now;
  }
}
