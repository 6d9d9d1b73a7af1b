import {
  count,
  kafkaFields,
  logStoreFields,
  serviceFields,
  serviceSettings,
  storeFields,
  storeSettings,
  tokenFields,
} from '#libs/platform';
import { z } from 'zod';

/** What the projector is told by its environment. */
export const projectorFields = {
  ...serviceFields(4003),
  ...storeFields,
  ...tokenFields,
  ...logStoreFields,
  ...kafkaFields,
  AFA_CONSUMER_GROUP: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,200}$/, 'takes 1 to 200 letters, digits, dots, dashes and underscores')
    .default('afa.projector')
    .describe('What the names of the consumer groups begin with, one for each generation'),
  AFA_READY_LAG: count(0, 1_000_000_000)
    .default(10_000)
    .describe('Events by which the read models may be behind the relay before /readyz says no'),
};

export const projectorVariables = z.object(projectorFields).transform((variables) => ({
  ...serviceSettings(variables),
  ...storeSettings(variables),
  kurrentUrl: variables.KURRENTDB_URL,
  streamPrefix: variables.AFA_STREAM_PREFIX,
  brokers: variables.KAFKA_BROKERS,
  topic: variables.AFA_TOPIC,
  group: variables.AFA_CONSUMER_GROUP,
  readyLag: variables.AFA_READY_LAG,
}));

export type ProjectorSettings = z.output<typeof projectorVariables>;
