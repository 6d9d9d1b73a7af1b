import type { Relay, RelayMetrics } from '#libs/delivery';
import type { EventLogReader } from '#libs/event-log';
import type { Metrics } from '#libs/platform';
import { Counter, Gauge } from 'prom-client';

/** Positions of a log may have gaps, so what is missing is counted by reading it, up to so many events. */
const MOST_COUNTED = 10_000;
const PAGE = 1_000;

/** How many events stand behind the position; `MOST_COUNTED` means at least so many. */
async function countBehind(log: Pick<EventLogReader, 'readAll'>, position: string): Promise<number> {
  let counted = 0;
  for (let after = position; counted < MOST_COUNTED;) {
    const page = await log.readAll({ after, limit: PAGE });
    counted += page.length;
    if (page.length < PAGE) return counted;
    after = page.at(-1)!.position;
  }
  return counted;
}

/** How far the topic is behind the log, asked when somebody scrapes; a relay that stands by tells nothing of it. */
export function observeRelay(
  metrics: Metrics,
  relay: Pick<Relay, 'state' | 'position' | 'lag'>,
  log: Pick<EventLogReader, 'readAll'>,
): void {
  const registers = [metrics.registry];
  new Gauge({
    name: 'afa_relay_active',
    help: '1 where this relay publishes, 0 where it stands by or waits',
    registers,
    collect() {
      this.set(relay.state() === 'active' ? 1 : 0);
    },
  });
  const seconds = new Gauge({
    name: 'afa_relay_lag_seconds',
    help: 'Age of the oldest event of the log that is not published yet; 0 where all are',
    registers,
  });
  new Gauge({
    name: 'afa_relay_lag_events',
    help: `Events of the log that are not published yet, counted up to ${MOST_COUNTED}`,
    registers,
    async collect() {
      const [position, lag] = [relay.position(), await relay.lag()];
      this.remove();
      seconds.remove();
      if (position === null || lag === null) return;
      this.set(lag.events === 0 ? 0 : await countBehind(log, position));
      seconds.set(lag.seconds);
    },
  });
}

/** What the relay counts as it goes. */
export function relayMetrics(metrics: Metrics): RelayMetrics {
  const registers = [metrics.registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const events = counter('afa_relay_published_events_total', 'Events that Kafka has acknowledged');
  const time = counter(
    'afa_relay_publishing_seconds_total',
    'Time from pages in hand to their place noted in the database',
  );
  const repeats = counter(
    'afa_relay_repeated_events_total',
    'Events that the log gave again and that were dropped by revision',
  );
  const violations = counter(
    'afa_relay_continuity_violations_total',
    'Revisions that were missing in what the log gave, and were fetched from their stream',
  );
  const begun = counter('afa_relay_topic_begun_total', 'Times the topic began anew and everything was published again');
  const failures = counter('afa_relay_failures_total', 'Times that the relay failed and tried again');
  return {
    published(count, milliseconds) {
      events.inc(count);
      time.inc(milliseconds / 1000);
    },
    repeated: (count) => repeats.inc(count),
    gap: (count) => violations.inc(count),
    begun: () => begun.inc(),
    failed: () => failures.inc(),
  };
}
