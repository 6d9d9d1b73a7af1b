import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { canonicalJson, type NewEvent, type RecordedEvent } from '#libs/contracts';
import {
  deliveryMigrations,
  type Kafka,
  openKafka,
  type Relay,
  type RelayOptions,
  startRelay,
  type TopicSettings,
} from '#libs/delivery';
import { createMemoryEventLog, type EventLog } from '#libs/event-log';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { uniqueName } from './kafka.ts';
import { readTopic, type TopicMessage } from './kafka-topic.ts';

export const quiet = { info() {}, warn() {}, error() {} };

/** Counts of what a relay did. */
export const countingMetrics = () => {
  const counts = { published: 0, repeated: 0, gaps: 0, begun: 0, failed: 0 };
  const metrics = {
    published: (events: number) => void (counts.published += events),
    repeated: (events: number) => void (counts.repeated += events),
    gap: (events: number) => void (counts.gaps += events),
    begun: () => void (counts.begun += 1),
    failed: () => void (counts.failed += 1),
  };
  return { counts, metrics };
};

const STREAMS = 17;

/** What the database knows of a topic. */
export interface PublishedRow {
  readonly incarnation: string;
  readonly position: string;
  readonly offsets: readonly string[];
  readonly events: string;
  readonly epoch: string;
}

/** A log in memory, a topic of its own, and relays between them. */
export interface RelayScene {
  readonly log: EventLog;
  readonly kafka: Kafka;
  readonly topic: TopicSettings;
  readonly admin: pg.Client;
  readonly database: TestDatabase;
  /** Appends so many events to a handful of streams. */
  write(events: number): Promise<void>;
  start(options?: Partial<RelayOptions>): Promise<Relay>;
  published(): Promise<PublishedRow>;
  /** Waits until everything in the log has been published. */
  untilPublished(): Promise<PublishedRow>;
  messages(): Promise<readonly TopicMessage[]>;
  /** Everything in the log, in its order. */
  events(): Promise<readonly RecordedEvent[]>;
  close(): Promise<void>;
}

const PUBLISHED = `
SELECT incarnation, position::text, offsets::text[], events::text, epoch::text FROM relay.topics WHERE topic = $1`;

const newEvent = (number: number): NewEvent => ({
  id: randomUUID(),
  type: 'Noted',
  schemaVersion: 1,
  data: { number, text: 'обмін' },
  metadata: { actor: 'editor', commandId: randomUUID(), correlationId: randomUUID(), causationId: randomUUID() },
});

export async function createRelayScene(brokers: string[], partitions = 4): Promise<RelayScene> {
  const database = await createTestDatabase({ migrations: deliveryMigrations });
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const log = createMemoryEventLog();
  const kafka = openKafka({ brokers, clientId: 'test', logger: quiet });
  const topic = { topic: uniqueName('events'), partitions, replication: 1, retentionMilliseconds: -1 };
  const running: Relay[] = [];
  let written = 0;
  const published = async (): Promise<PublishedRow> => {
    const { rows } = await admin.query<PublishedRow>(PUBLISHED, [topic.topic]);
    return rows[0]!;
  };
  return {
    log,
    kafka,
    topic,
    admin,
    database,
    published,
    async write(events) {
      for (const end = written + events; written < end; written += 1) {
        const stream = `swap-00000000-0000-4000-8000-${String((written * 7) % STREAMS).padStart(12, '0')}`;
        await log.append({ stream, expected: 'any', events: [newEvent(written)] });
      }
    },
    async start(options = {}) {
      const given = { log, url: database.urls.relay, kafka, topic, source: 'https://register.example/', logger: quiet };
      const relay = await startRelay({ standByEvery: 100, lookEvery: 500, ...given, ...options });
      running.push(relay);
      return relay;
    },
    async untilPublished() {
      const { position } = await log.head();
      for (;;) {
        const row = await published();
        if (row?.position === position) return row;
        await pause(25);
      }
    },
    messages: () => readTopic(brokers, topic.topic),
    events: () => log.readAll({ after: '0', limit: 1_000_000 }),
    async close() {
      for (const relay of running) await relay.stop();
      await kafka.close();
      await log.close();
      await admin.end();
      await database.drop();
    },
  };
}

const isSame = (left: RecordedEvent, right: RecordedEvent | undefined): boolean =>
  right !== undefined && canonicalJson(left) === canonicalJson(right);

/**
 * Holds a topic against the log: in the incarnation, the first occurrences of each stream are the log's events, all of them and in order;
 * what comes again is the same as before. Returns how many messages came again.
 */
export function repeatsIn(
  messages: readonly TopicMessage[],
  events: readonly RecordedEvent[],
  incarnation: string,
): number {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of events) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  const found = new Map<string, number>();
  const where = new Map<string, number>();
  let repeats = 0;
  for (const message of messages) {
    if (message.incarnation !== incarnation) continue;
    const { key, event, partition } = message;
    if (message.problem !== null || event?.stream !== key) throw new Error(`unreadable: ${JSON.stringify(message)}`);
    if ((where.get(key) ?? partition) !== partition) throw new Error(`${key} lies in two partitions`);
    where.set(key, partition);
    const next = found.get(key) ?? 0;
    const expected = streams.get(key)?.[event.revision];
    if (!isSame(event, expected) || event.revision > next)
      throw new Error(`${key} ${event.revision} came where ${next} was next`);
    if (event.revision < next) repeats += 1;
    else found.set(key, next + 1);
  }
  for (const [stream, all] of streams)
    if (found.get(stream) !== all.length)
      throw new Error(`${stream} lacks events: ${found.get(stream)} of ${all.length}`);
  return repeats;
}
