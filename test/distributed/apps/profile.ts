import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handOverDatabase } from '../../support/standalone-database.ts';
import { buildOnce } from '../../support/standalone-process.ts';
import { type KurrentStandIn, startKurrentStandIn } from '../../wire/kurrentdb/start.ts';
import { brokers, uniqueName } from '../support/kafka.ts';

const { startDistributed } = await import('../../../infra/run/distributed.mjs');

type Options = Parameters<typeof startDistributed>[0];
type Distributed = Awaited<ReturnType<typeof startDistributed>>;

export interface TestDistributed extends Distributed {
  /** The event log's stand-in, with its switches. */
  readonly kurrent: KurrentStandIn;
  readonly topic: string;
  /** Of who may do anything in the database. */
  readonly databaseUrl: string;
  /** What the processes have said, by name. */
  readonly said: ReadonlyMap<string, string>;
  /** Stops everything and removes its data. */
  remove(): Promise<void>;
}

/**
 * The apps as processes, on a database of their own, brokers that other tests use too (with a topic and a group of their own), and a stand-in
 * of their own for the event log.
 */
export async function startTestDistributed(options: Partial<Options> = {}): Promise<TestDistributed> {
  await buildOnce();
  const directory = await mkdtemp(join(tmpdir(), 'afa-distributed-'));
  const [database, kafkaBrokers, kurrent] = await Promise.all([handOverDatabase(), brokers(), startKurrentStandIn()]);
  const topic = uniqueName('afa-events');
  const said = new Map<string, string>();
  const all = {
    AFA_TOPIC: topic,
    AFA_TOPIC_PARTITIONS: '4',
    AFA_CONSUMER_GROUP: uniqueName('afa-projector'),
    ...options.environment?.['*'],
  };
  const removeGround = async (): Promise<void> => {
    await kurrent.stop();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const distributed = await startDistributed({
      ...options,
      directory,
      databaseUrl: database.url,
      kafkaBrokers: kafkaBrokers.join(','),
      kurrentUrl: kurrent.url,
      environment: { ...options.environment, '*': all },
      output: (name, text) => void said.set(name, `${said.get(name) ?? ''}${text}`),
    });
    const remove = async (): Promise<void> => {
      await distributed.stop();
      await removeGround();
    };
    return { ...distributed, kurrent, topic, databaseUrl: database.url, said, remove };
  } catch (error) {
    await removeGround();
    throw error;
  }
}
