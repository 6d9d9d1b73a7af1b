import type { ConsumerMetrics } from '#libs/delivery';
import type { Metrics } from '#libs/platform';
import type { ProjectionMetrics, Projector } from '#libs/projections';
import { Counter, Gauge } from 'prom-client';

/** What is asked of a projector when somebody scrapes. */
type Observed = Pick<Projector, 'lag' | 'parked'>;

/**
 * How far the read models are behind, and how many events stand still and for how long, asked when somebody scrapes.
 * Lag alone does not show loss; a parked stream and a gap do.
 */
export function observeProjector(metrics: Metrics, projector: Observed): void {
  const registers = [metrics.registry];
  const seconds = new Gauge({
    name: 'afa_projection_lag_seconds',
    help: 'Age of the oldest event that the read models do not hold yet; 0 where they hold all',
    registers,
  });
  new Gauge({
    name: 'afa_projection_lag_events',
    help: 'Events that the read models do not hold yet',
    registers,
    async collect() {
      const lag = await projector.lag();
      this.set(lag.events);
      seconds.set(lag.seconds);
    },
  });
  const age = new Gauge({
    name: 'afa_projection_parked_oldest_seconds',
    help: 'For how long the event that was parked first has stood still; 0 where none is',
    registers,
  });
  new Gauge({
    name: 'afa_projection_parked_events',
    help: 'Events held back because one of their stream could not be applied, by the reason of the first',
    labelNames: ['reason'],
    registers,
    async collect() {
      this.reset();
      const parked = await projector.parked();
      for (const { reason } of parked) this.inc({ reason });
      const since = Math.min(Date.now(), ...parked.map(({ parkedAt }) => Date.parse(parkedAt)));
      age.set((Date.now() - since) / 1000);
    },
  });
}

const counterOn = (metrics: Metrics) => (name: string, help: string) =>
  new Counter({ name, help, registers: [metrics.registry] });

/** What a projector counts as it writes. */
export function projectionMetrics(metrics: Metrics): ProjectionMetrics {
  const counter = counterOn(metrics);
  const batches = counter('afa_projection_batches_total', 'Batches written, each with its offsets in one transaction');
  const events = counter('afa_projection_events_total', 'Events that were applied');
  const repeats = counter(
    'afa_projection_repeated_events_total',
    'Events that came again and were dropped by revision',
  );
  const violations = counter(
    'afa_projection_continuity_violations_total',
    'Revisions that were missing in what was delivered; each parks its stream until the log has been asked',
  );
  return {
    batch({ applied }) {
      batches.inc();
      events.inc(applied.applied);
      repeats.inc(applied.duplicates);
      violations.inc(applied.parked.filter(({ reason }) => reason === 'gap').length);
    },
  };
}

export interface ConsumptionMetrics {
  /** Told of messages that are none of ours. */
  readonly foreign: () => void;
  /** What the consumer of a generation counts. */
  readonly ofGeneration: (generation: number) => ConsumerMetrics;
}

/** The partitions that this process reads, for each generation apart: each has a consumer group of its own. */
function partitionGauges(metrics: Metrics): (generation: number) => Pick<ConsumerMetrics, 'assigned' | 'delivered'> {
  const registers = [metrics.registry];
  const assigned = new Gauge({
    name: 'afa_projection_partitions_assigned',
    help: 'Partitions that this process reads, by generation',
    labelNames: ['generation'],
    registers,
  });
  const behind = new Gauge({
    name: 'afa_projection_partition_lag_events',
    help: 'Messages that the broker holds behind what this process has read, by generation and partition',
    labelNames: ['generation', 'partition'],
    registers,
  });
  return (generation) => {
    const told = new Set<number>();
    return {
      assigned(partitions) {
        assigned.set({ generation }, partitions.length);
        // What another process reads now is for it to tell.
        for (const partition of told) behind.remove({ generation, partition });
        told.clear();
      },
      delivered(partition, _messages, remaining) {
        told.add(partition);
        behind.set({ generation, partition }, remaining);
      },
    };
  };
}

/** What consumers of Kafka count. */
export function consumptionMetrics(metrics: Metrics): ConsumptionMetrics {
  const counter = counterOn(metrics);
  const foreign = counter(
    'afa_projection_foreign_messages_total',
    'Messages in the topic that are none of the register',
  );
  const failures = counter(
    'afa_projection_failed_batches_total',
    'Batches or places that could not be had and are tried again',
  );
  const gauges = partitionGauges(metrics);
  return {
    foreign: () => foreign.inc(),
    ofGeneration: (generation) => ({ ...gauges(generation), failed: () => failures.inc() }),
  };
}
