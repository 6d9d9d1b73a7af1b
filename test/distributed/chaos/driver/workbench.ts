import { setTimeout as pause } from 'node:timers/promises';
import { type ConsumerMetrics, openKafka, type Relay, startRelay } from '#libs/delivery';
import { createMemoryEventLog, type EventLog } from '#libs/event-log';
import {
  type Feed,
  type PartitionedProjectorOptions,
  projectionMigrations,
  type Projector,
  replayTo,
  startPartitionedProjector,
} from '#libs/projections';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { brokers as sharedBrokers, uniqueName } from '../../support/kafka.ts';
import { type Digest, digestOfModels } from './digest.ts';
import { topicEnds } from './topic.ts';

const PARTITIONS = 6;
/** Milliseconds; behind this something hangs. */
const CAUGHT_UP_WITHIN = 300_000;
const quiet = { info() {}, warn() {}, error() {} };

export type Kafka = ReturnType<typeof openKafka>;

/** Changes what a member is handed, or what it does with it. */
export type Disturbed = (feed: Feed) => Feed;

export interface MemberOptions extends Partial<PartitionedProjectorOptions> {
  readonly disturbed?: Disturbed;
  /** Told the partitions at each rebalance. */
  readonly assigned?: ConsumerMetrics['assigned'];
  /** How often it tells the group that it lives, in milliseconds. */
  readonly heartbeatInterval?: number;
}

/** Relay and projectors of the product in one process with whoever disturbs them, on a real broker and a real database; the log is in memory. */
export interface Workbench {
  readonly database: TestDatabase;
  readonly log: EventLog;
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly relay: Relay;
  /** Joins the consumer group of the workbench. */
  member(options?: MemberOptions): Promise<Projector>;
  /** Resolves when the relay has published the log to its end. */
  published(): Promise<void>;
  /** Resolves when everything in the topic has been read and is accounted for, repeats as well. */
  drained(member: Projector, topic?: string): Promise<void>;
  /** Resolves when the rows are those of the end of the log, as far as their streams do not stand still. */
  caughtUp(member: Projector): Promise<void>;
  /** Folds the log into an empty schema, hands over its name, and drops it. */
  withFold<Result>(use: (schema: string) => Promise<Result>): Promise<Result>;
  /** The rows that the members have made, and those of a fold of the same log into an empty schema. */
  digests(member: Projector): Promise<{ readonly served: Digest; readonly folded: Digest }>;
  remove(): Promise<void>;
}

async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + CAUGHT_UP_WITHIN;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what} was not reached in time`);
    await pause(25);
  }
}

const NEXT = `
SELECT partition, next_offset::text AS next FROM projection.checkpoints WHERE generation = $1 AND next_offset IS NOT NULL`;

/** Whether every partition has been read to its end. */
async function isDrained(adminUrl: string, generation: number, ends: ReadonlyMap<number, bigint>): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ partition: number; next: string }>(NEXT, [generation]);
    const next = new Map(rows.map((row) => [row.partition, BigInt(row.next)]));
    return [...ends].every(([partition, end]) => (next.get(partition) ?? 0n) >= end);
  } finally {
    await client.end();
  }
}

/** A workbench with an empty log. */
export async function openWorkbench(): Promise<Workbench> {
  const database = await createTestDatabase({ migrations: projectionMigrations });
  const log = createMemoryEventLog();
  const brokers = await sharedBrokers();
  const topic = uniqueName('chaos');
  const kafka = openKafka({ brokers, clientId: 'workbench', logger: quiet });
  const relay = await startRelay({
    log,
    url: database.urls.relay,
    kafka,
    topic: { topic, partitions: PARTITIONS, replication: 1, retentionMilliseconds: -1 },
    source: 'http://127.0.0.1/',
    logger: quiet,
  });
  const members = new Set<Projector>();
  const head = async (): Promise<string> => (await log.head()).position;
  const withFold: Workbench['withFold'] = async (use) => {
    const replay = await replayTo({ log, url: database.urls.projector, position: await head() });
    try {
      return await use(replay.schema);
    } finally {
      await replay.drop();
    }
  };
  return {
    database,
    log,
    brokers,
    topic,
    relay,
    async member({ disturbed = (feed: Feed) => feed, assigned = () => undefined, heartbeatInterval, ...options } = {}) {
      const of = {
        group: options.topic ?? topic,
        topic: options.topic ?? topic,
        ...(heartbeatInterval && { heartbeatInterval }),
      };
      const feed: Feed = async (handlers) =>
        kafka.consumePartitions({ ...of, ...handlers, metrics: { assigned, delivered() {}, failed() {} } });
      const url = database.urls.projector;
      const member = await startPartitionedProjector({
        log,
        url,
        topic,
        logger: quiet,
        feed: disturbed(feed),
        ...options,
      });
      members.add(member);
      const stop = async (): Promise<void> => {
        members.delete(member);
        await member.stop();
      };
      return { ...member, stop };
    },
    published: () => until('the end of the log', async () => relay.position() === (await head())),
    async drained({ generation }, of = topic) {
      const ends = await topicEnds(brokers, of);
      await until(`the end of ${of}`, () => isDrained(database.adminUrl, generation.generation, ends));
    },
    async caughtUp(member) {
      const position = await head();
      await until(position, async () => BigInt((await member.serving()).position) >= BigInt(position));
    },
    withFold,
    digests: (member) =>
      withFold(async (schema) => ({
        served: await digestOfModels(database.adminUrl, member.generation.schema),
        folded: await digestOfModels(database.adminUrl, schema),
      })),
    async remove() {
      await Promise.all([...members].map((member) => member.stop()));
      await relay.stop();
      await kafka.close();
      await database.drop();
    },
  };
}
