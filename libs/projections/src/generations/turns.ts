import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

/** Lets others of this process have their turn when the work has had its own. @throws AbortError where the work is no longer wanted */
export type Breathe = () => Promise<void>;

/** Milliseconds; shorter ones cost nothing and were not seen to help those who wait. */
const LONGEST_TURN = 2;

/** @param rest milliseconds of rest after each turn of the work */
export function createTurns(rest: number, signal: AbortSignal): Breathe {
  let begun = performance.now();
  return async () => {
    if (performance.now() - begun < LONGEST_TURN) return;
    await (rest > 0 ? pause(rest) : turn());
    signal.throwIfAborted();
    begun = performance.now();
  };
}
