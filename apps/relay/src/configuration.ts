import {
  checkKafka,
  count,
  httpAddress,
  kafkaFields,
  kafkaSettings,
  registerFields,
  registerSettings,
} from '#libs/platform';
import { z } from 'zod';

const DAY = 86_400_000;

/** What the relay is told by its environment. */
export const relayFields = {
  ...registerFields(4002),
  ...kafkaFields,
  AFA_PUBLIC_URL: httpAddress
    .default('http://127.0.0.1:4000')
    .describe('Where the register is found by others: what its messages name as their source'),
  AFA_TOPIC_PARTITIONS: count(1, 1_000)
    .default(12)
    .describe('Partitions of the topic, which is made where it is missing'),
  AFA_TOPIC_REPLICATION: count(1, 100).default(1).describe('Brokers that hold each partition'),
  AFA_TOPIC_MIN_IN_SYNC: count(1, 100)
    .default(1)
    .describe('Brokers that must have an event before it counts as published; one less than hold it lets one fail'),
  AFA_TOPIC_RETENTION: z
    .string()
    .regex(/^(infinite|[1-9]\d{0,4}d)$/, 'must be infinite, or days such as 400d')
    .default('infinite')
    .describe('How long the topic keeps events: infinite, or days such as 400d; the log keeps all of them in any case'),
};

export const relayVariables = z
  .object(relayFields)
  .superRefine(checkKafka)
  .transform((variables) => ({
    ...registerSettings(variables),
    kafka: kafkaSettings(variables),
    source: variables.AFA_PUBLIC_URL,
    topic: {
      topic: variables.AFA_TOPIC,
      partitions: variables.AFA_TOPIC_PARTITIONS,
      replication: variables.AFA_TOPIC_REPLICATION,
      minInSyncReplicas: variables.AFA_TOPIC_MIN_IN_SYNC,
      /** −1 keeps everything. */
      retentionMilliseconds:
        variables.AFA_TOPIC_RETENTION === 'infinite' ? -1 : Number(variables.AFA_TOPIC_RETENTION.slice(0, -1)) * DAY,
    },
  }));

export type RelaySettings = z.output<typeof relayVariables>;
