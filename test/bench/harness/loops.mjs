import { build } from 'hdr-histogram-js';

const MICROSECONDS = 1_000;

/** Latencies in milliseconds, kept in microseconds. */
export function latencies() {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 120_000_000,
    numberOfSignificantValueDigits: 3,
  });
  return {
    record: (milliseconds) => histogram.recordValue(Math.max(1, Math.round(milliseconds * MICROSECONDS))),
    at: (percent) => histogram.getValueAtPercentile(percent) / MICROSECONDS,
    get count() {
      return histogram.totalCount;
    },
  };
}

/**
 * Closed loop, for throughput only: each client sends its next operation when the last was answered.
 * @param {(client: number) => Promise<void>} operation
 */
export async function closedLoop({ clients, milliseconds, operation }) {
  const begun = performance.now();
  const until = begun + milliseconds;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < until) {
        await operation(client);
        done += 1;
      }
    }),
  );
  return { rate: (done * 1_000) / (performance.now() - begun) };
}

/**
 * Open loop, for latency: operations begin by a fixed timetable, whatever became of those before, and are timed from when they were to begin,
 * so that waiting behind a slow one counts.
 */
export async function openLoop({ perSecond, milliseconds, operation }) {
  const histogram = latencies();
  const count = Math.floor((perSecond * milliseconds) / 1_000);
  const begun = performance.now();
  const running = new Set();
  for (let index = 0; index < count; index += 1) {
    const due = begun + (index * 1_000) / perSecond;
    // Timers are exact to a millisecond only; turning the event loop is, too, and lets answers in.
    while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
    const one = operation().then(() => {
      histogram.record(performance.now() - due);
      running.delete(one);
    });
    running.add(one);
  }
  await Promise.all(running);
  return {
    p50: histogram.at(50),
    p95: histogram.at(95),
    p99: histogram.at(99),
    p999: histogram.at(99.9),
    longest: histogram.at(100),
  };
}
