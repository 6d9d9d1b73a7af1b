import { openKafka } from '#libs/delivery';
import type { EventLogReader } from '#libs/event-log';
import { type Metrics, readKafkaAccess, type Running, untilReachable } from '#libs/platform';
import { type Feed, type Projections, startPartitionedProjector, startProjections } from '#libs/projections';
import type { ProjectorSettings } from './configuration.ts';
import { consumptionMetrics, projectionMetrics } from './metrics.ts';

export interface ProjectionParts {
  readonly settings: ProjectorSettings;
  readonly running: Running;
  readonly log: EventLogReader;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  readonly metrics: Metrics;
}

/**
 * The projectors of this process, each fed by the partitions of the topic that the consumer group of its generation gives it.
 * `ping`: whether Kafka answers.
 */
export async function openProjection(
  parts: ProjectionParts,
): Promise<{ projector: Projections; ping: () => Promise<void> }> {
  const { settings, running, log, url, metrics } = parts;
  const { topic, group, session: sessionTimeout } = settings;
  const { logger, open, patience } = running;
  const kafka = openKafka({ ...(await readKafkaAccess(settings.kafka)), clientId: 'afa-projector', logger });
  open.later(() => kafka.close());
  const ping = () => kafka.ping();
  await untilReachable('Kafka', ping, patience);
  const { foreign, ofGeneration } = consumptionMetrics(metrics);
  const feedOf =
    (generation: number): Feed =>
    async (handlers) =>
      kafka.consumePartitions({
        group: `${group}.${generation}`,
        topic,
        sessionTimeout,
        metrics: ofGeneration(generation),
        ...handlers,
      });
  const counted = projectionMetrics(metrics);
  const projector = await startProjections({
    ...{ log, url, logger, metrics: counted },
    start: ({ generation }, told) =>
      startPartitionedProjector({
        ...{ log, url, topic, logger, generation, metrics: told, foreign, feed: feedOf(generation) },
      }),
  });
  open.later(() => projector.stop());
  return { projector, ping };
}
