import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type IHeaders, type KafkaMessage, type Message } from 'kafkajs';
import pg from 'pg';
import type { Bus, BusMark, BusMessage } from '../../../chaos/checker/evidence.ts';

const { Kafka, logLevel, Partitioners } = kafkajs;

/** kafkajs as it comes, without a line of the product's. */
export const plainKafka = (brokers: readonly string[]) =>
  new Kafka({
    clientId: 'checker',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 1_000 },
  });

const textOf = (value: IHeaders[string]): string => (Array.isArray(value) ? value[0]! : (value ?? '')).toString();

const asRead = (partition: number, { offset, key, value, headers = {} }: KafkaMessage): BusMessage => ({
  partition,
  offset,
  key: key?.toString() ?? null,
  value: value?.toString() ?? null,
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, textOf(text)])),
});

/** The next offset of every partition. */
export async function topicEnds(brokers: readonly string[], topic: string): Promise<ReadonlyMap<number, bigint>> {
  const admin = plainKafka(brokers).admin();
  await admin.connect();
  try {
    const ends = await admin.fetchTopicOffsets(topic);
    return new Map(ends.map(({ partition, high }) => [partition, BigInt(high)]));
  } finally {
    await admin.disconnect();
  }
}

/** Milliseconds without a message behind which reading hangs. */
const SILENT_FOR = 60_000;

/** Everything that lies in the topic now, each partition's in the order of its offsets. @throws Error where it does not come */
export async function readTopic(brokers: readonly string[], topic: string): Promise<BusMessage[]> {
  const missing = new Map([...(await topicEnds(brokers, topic))].filter(([, end]) => end > 0n));
  const consumer = plainKafka(brokers).consumer({ groupId: `checker-${randomUUID()}`, maxWaitTimeInMs: 100 });
  const messages: BusMessage[] = [];
  let heard = performance.now();
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        heard = performance.now();
        for (const message of batch.messages) messages.push(asRead(batch.partition, message));
        if (BigInt(batch.lastOffset()) + 1n >= (missing.get(batch.partition) ?? 0n)) missing.delete(batch.partition);
      },
    });
    while (missing.size > 0 && performance.now() - heard < SILENT_FOR) await pause(20);
    if (missing.size > 0) throw new Error(`partitions ${[...missing.keys()].join(', ')} of ${topic} could not be read`);
  } finally {
    await consumer.disconnect();
  }
  return messages.sort(
    (left, right) => left.partition - right.partition || Number(BigInt(left.offset) - BigInt(right.offset)),
  );
}

const PUBLISHED = `
SELECT incarnation, position::text, offsets::text[] AS offsets FROM relay.topics WHERE topic = $1`;
const MARKS = `
SELECT position::text, offsets::text[] AS offsets FROM relay.marks WHERE incarnation = $1 ORDER BY relay.marks.position`;

/** What lies in the topic, and what the relay has noted of it. */
export async function readBus(brokers: readonly string[], topic: string, adminUrl: string): Promise<Bus> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<BusMark & { incarnation: string }>(PUBLISHED, [topic]);
    const { incarnation, ...published } = rows[0]!;
    const { rows: marks } = await client.query<BusMark>(MARKS, [incarnation]);
    return { incarnation, published, marks, messages: await readTopic(brokers, topic) };
  } finally {
    await client.end();
  }
}

/** Makes a topic with as many partitions as another has and publishes the messages to where they were read from: their offsets are the same. */
export async function copyTopic(
  brokers: readonly string[],
  from: string,
  to: string,
  messages: readonly BusMessage[],
): Promise<void> {
  const numPartitions = (await topicEnds(brokers, from)).size;
  const admin = plainKafka(brokers).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: to, numPartitions }], waitForLeaders: true });
  await admin.disconnect();
  await publishMessages(brokers, to, messages);
}

const asSent = ({ partition, key, value, headers }: BusMessage): Message => ({
  partition,
  key,
  value,
  headers: { ...headers },
});

const AT_ONCE = 200;

/** Publishes messages as they were read, to the partitions they were read from. */
export async function publishMessages(
  brokers: readonly string[],
  topic: string,
  messages: readonly BusMessage[],
): Promise<void> {
  const producer = plainKafka(brokers).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    // In the worst case all of them go to one partition, which takes a mebibyte at once.
    for (let start = 0; start < messages.length; start += AT_ONCE)
      await producer.send({ topic, messages: messages.slice(start, start + AT_ONCE).map(asSent) });
  } finally {
    await producer.disconnect();
  }
}
