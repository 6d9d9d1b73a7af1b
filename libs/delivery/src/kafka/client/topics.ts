import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka, type PartitionMetadata } from 'kafkajs';
import { TopicMismatch, type TopicSettings } from '../port.ts';

// Node finds not all names of this package by itself, and this is one that it does not.
const { ConfigResourceTypes } = kafkajs;

const DEFAULT_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Kafka's names of what we set; only these are compared, the rest is the operator's. */
function configurationOf(settings: TopicSettings): Readonly<Record<string, string>> {
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(settings.retentionMilliseconds),
    'retention.bytes': '-1',
    'min.insync.replicas': String(settings.minInSyncReplicas ?? 1),
    'max.message.bytes': String(settings.maxMessageBytes ?? DEFAULT_MESSAGE_BYTES),
  };
}

/** A client for one question: what it has heard of a topic is never older than the question. */
export async function asAdmin<Result>(kafka: Kafka, ask: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = kafka.admin({ retry: { retries: 2 } });
  try {
    await admin.connect();
    return await ask(admin);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** kafkajs wraps what the broker answered, sometimes twice. */
function isUnknownTopic(error: unknown): boolean {
  const { type, cause } = error as { type?: string; cause?: unknown };
  return type === 'UNKNOWN_TOPIC_OR_PARTITION' || (cause !== undefined && cause !== error && isUnknownTopic(cause));
}

async function partitionsOf(admin: Admin, topic: string): Promise<readonly PartitionMetadata[] | null> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics.find(({ name }) => name === topic)?.partitions ?? null;
  } catch (error) {
    if (isUnknownTopic(error)) return null;
    throw error;
  }
}

async function readConfiguration(admin: Admin, topic: string, names: string[]): Promise<ReadonlyMap<string, string>> {
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configNames: names };
  const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
  return new Map(
    resources.flatMap(({ configEntries }) => configEntries.map((entry) => [entry.configName, entry.configValue])),
  );
}

async function differences(
  admin: Admin,
  settings: TopicSettings,
  partitions: readonly PartitionMetadata[],
): Promise<string[]> {
  const configuration = configurationOf(settings);
  const found = await readConfiguration(admin, settings.topic, Object.keys(configuration));
  const compared: [string, number | string, number | string | undefined][] = [
    ['partitions', settings.partitions, partitions.length],
    ['replication', settings.replication, partitions[0]?.replicas.length],
    ...Object.entries(configuration).map(([name, wanted]): [string, string, string | undefined] => [
      name,
      wanted,
      found.get(name),
    ]),
  ];
  return compared
    .filter(([, wanted, is]) => String(wanted) !== String(is))
    .map(([name, wanted, is]) => `${name} is ${is ?? 'unknown'}, not ${wanted}`);
}

async function create(admin: Admin, settings: TopicSettings): Promise<boolean> {
  const configEntries = Object.entries(configurationOf(settings)).map(([name, value]) => ({ name, value }));
  const { topic, partitions: numPartitions, replication: replicationFactor } = settings;
  const topics = [{ topic, numPartitions, replicationFactor, configEntries }];
  const created = await admin.createTopics({ topics, waitForLeaders: true });
  if (created) await untilLed(admin, topic);
  return created;
}

/** Brokers name the leader of a new partition a moment before it takes anything. Milliseconds. */
const LED_WITHIN = 10_000;
const LOOK_EVERY = 50;

async function untilLed(admin: Admin, topic: string): Promise<void> {
  for (let waited = 0; ; waited += LOOK_EVERY)
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (waited >= LED_WITHIN) throw error;
      await pause(LOOK_EVERY);
    }
}

/** Creates the topic or compares it. @throws TopicMismatch */
export async function ensureTopic(admin: Admin, settings: TopicSettings): Promise<'created' | 'existing'> {
  const { topic } = settings;
  if ((await partitionsOf(admin, topic)) === null && (await create(admin, settings))) return 'created';
  const partitions = await partitionsOf(admin, topic);
  if (partitions === null) throw new Error(`the topic ${topic} cannot be found yet`);
  const differing = await differences(admin, settings, partitions);
  if (differing.length === 0) return 'existing';
  throw new TopicMismatch(`The topic ${topic} exists with other settings: ${differing.join('; ')}.`);
}

/** Where each partition begins and ends; null where there is no such topic. */
export async function offsetsOf(
  admin: Admin,
  topic: string,
): Promise<readonly { readonly low: string; readonly high: string }[] | null> {
  if ((await partitionsOf(admin, topic)) === null) return null;
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.sort((left, right) => left.partition - right.partition).map(({ low, high }) => ({ low, high }));
  } catch (error) {
    if (isUnknownTopic(error)) return null;
    throw error;
  }
}
