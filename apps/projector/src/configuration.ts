import {
  checkKafka,
  count,
  kafkaFields,
  kafkaSettings,
  readyLagField,
  registerFields,
  registerSettings,
} from '#libs/platform';
import { z } from 'zod';

/** What the projector is told by its environment. */
export const projectorFields = {
  ...registerFields(4003),
  ...kafkaFields,
  AFA_CONSUMER_GROUP: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,200}$/, 'takes 1 to 200 letters, digits, dots, dashes and underscores')
    .default('afa.projector')
    .describe('What the names of the consumer groups begin with, one for each generation'),
  AFA_CONSUMER_SESSION: count(1_000, 1_800_000)
    .default(6_000)
    .describe(
      'Milliseconds without a sign after which its partitions go to others; within what the brokers allow, which is 6,000 and more if nothing was said to them',
    ),
  ...readyLagField,
};

export const projectorVariables = z
  .object(projectorFields)
  .superRefine(checkKafka)
  .transform((variables) => ({
    ...registerSettings(variables),
    kafka: kafkaSettings(variables),
    topic: variables.AFA_TOPIC,
    group: variables.AFA_CONSUMER_GROUP,
    session: variables.AFA_CONSUMER_SESSION,
    readyLag: variables.AFA_READY_LAG,
  }));

export type ProjectorSettings = z.output<typeof projectorVariables>;
