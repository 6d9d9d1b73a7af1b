import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '#libs/contracts';
import {
  type ConsumeOptions,
  type DeliveredMessage,
  type Kafka,
  openKafka,
  type PartitionConsumer,
  toMessage,
  type TopicSettings,
} from '#libs/delivery';
import { uniqueName } from './kafka.ts';

const quiet = { info() {}, warn() {}, error() {} };

/** Somebody else has moved the place. */
export class Displaced extends Error {
  override readonly name = 'Displaced';
}

/** Stands for the database: where each partition goes on, moved by compare-and-set, and what has been taken. */
export class Places {
  readonly next: number[];
  readonly taken: DeliveredMessage[][];
  displaced = 0;
  /** Messages handed over though they lie before the place that was told. */
  stale = 0;

  constructor(partitions: number) {
    this.next = Array.from({ length: partitions }, () => 0);
    this.taken = Array.from({ length: partitions }, () => []);
  }

  move(partition: number, from: number, messages: readonly DeliveredMessage[]): number {
    if (this.next[partition] !== from) {
      this.displaced += 1;
      throw new Displaced(`partition ${partition} stands at ${this.next[partition]}, not ${from}`);
    }
    this.taken[partition]!.push(...messages);
    return (this.next[partition] = Number(messages.at(-1)!.offset) + 1);
  }

  get count(): number {
    return this.taken.reduce((sum, messages) => sum + messages.length, 0);
  }
}

export interface ReaderOptions extends Partial<ConsumeOptions> {
  /** What happens between reading messages and moving the place. */
  readonly work?: (partition: number, messages: readonly DeliveredMessage[]) => Promise<void>;
}

/** A topic of its own, and readers of it that share one set of places. */
export interface ReadersScene {
  readonly kafka: Kafka;
  readonly topic: TopicSettings;
  readonly group: string;
  readonly places: Places;
  /** Publishes so many events of some streams. */
  publish(events: number, incarnation?: string): Promise<void>;
  read(options?: ReaderOptions): PartitionConsumer;
  /** Waits until everything that was published has been taken. */
  untilTaken(): Promise<void>;
  close(): Promise<void>;
}

const STREAMS = 23;

function eventOf(number: number): RecordedEvent {
  const stream = `swap-${number % STREAMS}`;
  const metadata = { actor: 'a', commandId: randomUUID(), correlationId: randomUUID(), causationId: randomUUID() };
  const revision = Math.floor(number / STREAMS);
  const recordedAt = '2017-12-27T10:00:00.000Z';
  const position = String(number + 1);
  return {
    id: randomUUID(),
    type: 'Noted',
    schemaVersion: 1,
    data: { number },
    metadata,
    stream,
    revision,
    position,
    recordedAt,
  };
}

export async function createReadersScene(brokers: string[], partitions = 6): Promise<ReadersScene> {
  const kafka = openKafka({ brokers, clientId: 'test', logger: quiet });
  const topic = { topic: uniqueName('readers'), partitions, replication: 1, retentionMilliseconds: -1 };
  await kafka.ensureTopic(topic);
  const group = uniqueName('group');
  const places = new Places(partitions);
  const reading: PartitionConsumer[] = [];
  let published = 0;
  return {
    kafka,
    topic,
    group,
    places,
    async publish(events, incarnation = 'first') {
      const all = Array.from({ length: events }, (_, at) => eventOf(published + at));
      for (let start = 0; start < all.length; start += 100) {
        const some = all.slice(start, start + 100);
        await kafka.publish(
          topic,
          some.map((event) => toMessage(event, { source: 'https://register.example/', incarnation })),
        );
      }
      published += events;
    },
    read({ work = async () => undefined, ...options } = {}) {
      const at = new Map<number, number>();
      const reader = kafka.consumePartitions({
        group,
        topic: topic.topic,
        isDisplaced: (error) => error instanceof Displaced,
        async place(partition) {
          at.set(partition, places.next[partition]!);
          return String(places.next[partition]);
        },
        async handle(partition, messages) {
          const fresh = messages.filter(({ offset }) => Number(offset) >= at.get(partition)!);
          places.stale += messages.length - fresh.length;
          await work(partition, messages);
          if (fresh.length > 0) at.set(partition, places.move(partition, at.get(partition)!, fresh));
        },
        ...options,
      });
      reading.push(reader);
      return reader;
    },
    async untilTaken() {
      while (places.count < published) await pause(20);
    },
    async close() {
      await Promise.all(reading.map((reader) => reader.stop()));
      await kafka.close();
    },
  };
}

/** Nothing lost, doubled or out of order: each partition was taken offset by offset, and each stream revision by revision. */
export function disorderIn(places: Places): string[] {
  const faults: string[] = [];
  const revisions = new Map<string, number>();
  for (const [partition, messages] of places.taken.entries())
    for (const [at, { offset, event }] of messages.entries()) {
      if (Number(offset) !== at) faults.push(`partition ${partition}: ${offset} came as number ${at}`);
      const next = revisions.get(event!.stream) ?? 0;
      if (event!.revision !== next) faults.push(`${event!.stream}: ${event!.revision} came where ${next} was next`);
      revisions.set(event!.stream, next + 1);
    }
  return faults;
}
