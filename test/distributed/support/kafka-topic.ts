import { type Admin, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { fromMessage, type ReceivedEvent } from '#libs/delivery';
import { uniqueName } from './kafka.ts';

/** A message as it lies in the topic. */
export interface TopicMessage extends ReceivedEvent {
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
}

/** Without product code between the test and the broker. */
export const bareClient = (brokers: string[]): Kafka =>
  new Kafka({ clientId: 'test', brokers, logLevel: logLevel.NOTHING, retry: { retries: 8, maxRetryTime: 1_000 } });

async function asAdmin(brokers: string[], act: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = bareClient(brokers).admin();
  await admin.connect();
  await act(admin).finally(() => admin.disconnect());
}

export const deleteTopic = (brokers: string[], topic: string): Promise<void> =>
  asAdmin(brokers, (admin) => admin.deleteTopics({ topics: [topic] }));

/** Throws away what stands before the offset in the first partition, as a topic does whose retention is over. */
export const deleteRecords = (brokers: string[], topic: string, offset: string): Promise<void> =>
  asAdmin(brokers, async (admin) => {
    await admin.fetchTopicOffsets(topic); // or this client does not know which broker leads
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] });
  });

const messageOf = (partition: number, message: KafkaMessage): TopicMessage => ({
  partition,
  offset: message.offset,
  key: message.key?.toString() ?? '',
  ...fromMessage(message),
});

/** Everything in the topic as it now is, in the order of each partition. */
export async function readTopic(brokers: string[], topic: string): Promise<readonly TopicMessage[]> {
  const client = bareClient(brokers);
  const admin = client.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const missing = new Map(
    ends.filter(({ high }) => high !== '0').map(({ partition, high }) => [partition, BigInt(high)]),
  );
  const messages: TopicMessage[] = [];
  if (missing.size === 0) return messages;

  const consumer = client.consumer({ groupId: uniqueName('reader'), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((done, failed) => {
    // A coordinator that is just being elected crashes a consumer, which then starts again.
    consumer.on(consumer.events.CRASH, ({ payload }) => !payload.restart && failed(payload.error));
    void consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        messages.push(...batch.messages.map((message) => messageOf(batch.partition, message)));
        if (BigInt(batch.lastOffset()) + 1n >= (missing.get(batch.partition) ?? 0n)) missing.delete(batch.partition);
        if (missing.size === 0) done();
      },
    });
  });
  await consumer.disconnect();
  return messages;
}
