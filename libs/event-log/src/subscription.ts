import { setTimeout as pause } from 'node:timers/promises';
import { comparePositions, type RecordedEvent } from '#libs/contracts';
import type { ReadAllOptions, SubscribeOptions, SubscriptionPage } from './port.ts';
import type { WakeUp } from './wake-up.ts';

/** One page read for a subscription. `cursor` is the last position looked at, which a filter may put behind the last event. */
export interface Scan {
  readonly events: readonly RecordedEvent[];
  readonly cursor: string;
  readonly reachedEnd: boolean;
}

/** A reader that lags behind what was announced (a replica) is asked again after this time, in milliseconds. */
const LAG_PAUSE = 20;

/**
 * Catch-up and live are the same loop: read from the cursor, hand over, wait until the log is longer than the cursor.
 * Nothing is taken from the signal but the fact that there is more, so there is no seam at which an event could be missed.
 */
export async function* subscription(
  options: SubscribeOptions,
  wakeUp: WakeUp,
  scan: (options: ReadAllOptions) => Promise<Scan>,
): AsyncGenerator<SubscriptionPage, void, void> {
  const { signal } = options;
  let cursor = options.after;
  let toldCaughtUp = false;
  while (!signal?.aborted) {
    wakeUp.assertAlive();
    const announced = wakeUp.position;
    const page = await scan({ ...options, after: cursor });
    if (signal?.aborted) return;
    const moved = comparePositions(page.cursor, cursor) > 0;
    cursor = page.cursor;
    if (page.events.length > 0 || (page.reachedEnd && !toldCaughtUp)) {
      yield { events: page.events, caughtUp: page.reachedEnd };
    }
    toldCaughtUp = page.reachedEnd;
    if (!page.reachedEnd) continue;
    if (!moved && comparePositions(announced, cursor) > 0) await pause(LAG_PAUSE);
    await wakeUp.beyond(cursor, signal);
  }
}
