import { type Kafka, Partitioners, type Producer, type RecordMetadata } from 'kafkajs';
import { partitionOf } from '../partition-of.ts';
import type { Kafka as KafkaPort, KafkaMessage, PublishedRange } from '../port.ts';

type Placed = KafkaMessage & { partition: number };

export type Publisher = Pick<KafkaPort, 'publish' | 'close'>;

/**
 * kafkajs must not try again by itself: with several brokers it does not send a partition whose leader has moved to a broker that has already
 * answered, and reports success. So each call is one attempt, and an answer must name every partition that was written to.
 */
const ONE_ATTEMPT = { retries: 0 };

function rangesOf(placed: readonly Placed[], answers: readonly RecordMetadata[]): PublishedRange[] {
  const counts = new Map<number, number>();
  for (const { partition } of placed) counts.set(partition, (counts.get(partition) ?? 0) + 1);
  return [...counts].map(([partition, count]) => {
    const answer = answers.find((each) => each.partition === partition);
    const { baseOffset } = answer ?? {};
    if (baseOffset === undefined || answer?.errorCode !== 0)
      throw new Error(`the broker did not acknowledge partition ${partition}`);
    return { partition, baseOffset, nextOffset: String(BigInt(baseOffset) + BigInt(count)) };
  });
}

/** Publishes with one request in flight and the acknowledgement of all replicas in sync. A client whose call failed is not used again. */
export function createPublisher(kafka: Kafka): Publisher {
  let connected: Promise<Producer> | null = null;

  async function connect(): Promise<Producer> {
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner, // said, or kafkajs warns; the messages name their partition
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      retry: ONE_ATTEMPT,
    });
    await producer.connect();
    return producer;
  }

  async function abandon(): Promise<void> {
    const former = connected;
    connected = null;
    await former?.then((producer) => producer.disconnect()).catch(() => undefined);
  }

  return {
    async publish({ topic, partitions }, messages) {
      const placed = messages.map((message) => ({ ...message, partition: partitionOf(message.key, partitions) }));
      try {
        connected ??= connect();
        const producer = await connected;
        return rangesOf(placed, await producer.send({ topic, messages: placed, acks: -1 }));
      } catch (error) {
        void abandon();
        throw error;
      }
    },
    close: abandon,
  };
}
