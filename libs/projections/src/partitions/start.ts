import { START } from '#libs/contracts';
import type pg from 'pg';
import { openPool } from '../postgres/connections.ts';
import { byHandOf } from '../engine/by-hand.ts';
import type { AppliedProgress } from '../engine/run.ts';
import { createWaits, type Progress } from '../engine/waits.ts';
import { openBatchClient } from '../postgres/batch-client.ts';
import type { Generation } from '../postgres/create-generation.ts';
import { openGenerationTables } from '../postgres/generation-tables.ts';
import { parkedEvents, standingOf } from '../postgres/progress.ts';
import { rememberParked } from '../postgres/remember-parked.ts';
import { makeGeneration, type Projector, type ProjectorOptions } from '../projector.ts';
import { readModels } from '../read-models/all.ts';
import { currentIncarnation, NotPublished } from './adopt.ts';
import type { Feed } from './feed.ts';
import { followPartitions } from './follow.ts';
import { publishedLag } from './lag.ts';

export interface PartitionedProjectorOptions extends Omit<ProjectorOptions, 'delivery'> {
  readonly topic: string;
  readonly feed: Feed;
  /** How many partitions are written at once, each on a connection of its own. Default 2. */
  readonly concurrency?: number;
  /** Told of messages in the topic that are none of ours. */
  readonly foreign?: (partition: number, offset: string) => void;
}

/** How often a wait asks the database, in milliseconds: another process may move the partitions it waits for. */
const WAIT_POLL = 25;
/** How often somebody looks whether the topic has begun anew, in milliseconds: a partition in which nothing comes would not show it. */
const INCARNATION_POLL = 2_000;

/** Calls `begun` each time that the topic has another incarnation than before; an outage is waited out. */
function watchIncarnation(pool: pg.Pool, topic: string, begun: () => void): () => void {
  let known: string | null = null;
  const look = async (): Promise<void> => {
    const current = await currentIncarnation(pool, topic).catch((error: unknown) => {
      if (!(error instanceof NotPublished)) return known;
      return null;
    });
    if (known !== null && current !== null && current !== known) begun();
    known = current ?? known;
  };
  const timer = setInterval(() => void look(), INCARNATION_POLL).unref();
  void look();
  return () => clearInterval(timer);
}

/** The connections of one projector. */
function openConnections({ url, logger, concurrency = 2 }: PartitionedProjectorOptions) {
  const onError = (error: Error): void => logger.warn({ error }, 'connection of the projector lost');
  const pool = openPool({ url, most: 4, name: 'afa-projector-status' }, onError);
  const clients = Array.from({ length: concurrency }, () => openBatchClient(url, onError));
  const driver = openBatchClient(url, onError);
  const close = async (): Promise<void> =>
    void (await Promise.allSettled([...clients, driver].map((client) => client.close()).concat(pool.end())));
  return { pool, clients, driver, close };
}

type Connections = ReturnType<typeof openConnections>;

/** Where the generation stands, told to all who wait or ask; the database knows, for other processes move it too. */
async function standingOfAll(pool: pg.Pool, generation: Generation) {
  const standing = standingOf(pool, generation);
  const waits = createWaits(standing, WAIT_POLL);
  const parked = rememberParked(pool, generation);
  let position = await standing.checkpoint();
  return {
    waits,
    parked,
    position: (): string => position,
    complete: async (): Promise<string> => (position = await standing.checkpoint()),
    told: (progress: Progress): void => {
      parked.heard(progress);
      waits.moved(progress);
    },
  };
}

const tellForeign =
  ({ logger, topic, foreign }: PartitionedProjectorOptions) =>
  (partition: number, offset: string): void => {
    logger.warn({ topic, partition, offset }, 'a message that is no event of the register was passed over');
    foreign?.(partition, offset);
  };

async function follow(options: PartitionedProjectorOptions, connections: Connections): Promise<Projector> {
  const { log, topic, feed, logger, metrics, batchSize = 500, models = readModels } = options;
  const { pool, clients, driver, close } = connections;
  const codeVersion = options.codeVersion ?? 'unreleased';
  const generation = await makeGeneration(pool, options.generation);
  const { waits, parked, position, complete, told } = await standingOfAll(pool, generation);
  const moved = (progress: AppliedProgress): void => {
    // What one partition has reached says nothing of the others: who waits for a position asks the database.
    told({ ...progress, position: START });
    metrics?.batch(progress);
  };
  const foreign = tellForeign(options);
  const followed = { generation, topic, pool, log, models, codeVersion, logger, clients, batchSize, moved, foreign };
  const running = await feed(followPartitions(followed));
  const unwatch = watchIncarnation(pool, topic, () => running.reseek());
  const lifetime = endable();
  const byHand = { log, models, tables: openGenerationTables(driver, generation, codeVersion) };
  const { generation: number, schema } = generation;
  return {
    generation,
    ...lifetime.told,
    position,
    waitFor: waits.waitFor,
    waitForStream: waits.waitForStream,
    serving: async () => ({
      generation: String(number),
      schema,
      parked: await parked.streams(),
      position: await complete(),
    }),
    lag: async () => publishedLag(pool, log, topic, await complete()),
    parked: (stream) => parkedEvents(pool, generation, stream),
    ...byHandOf(byHand, told),
    async stop() {
      unwatch();
      await running.stop();
      lifetime.end();
      await close();
    },
  };
}

/** A projector whose partitions come and go ends only when it is told to. */
function endable(): { told: Pick<Projector, 'state' | 'ended'>; end: () => void } {
  let state: 'running' | 'stopped' = 'running';
  let settle: (how: 'stopped') => void = () => undefined;
  const ended = new Promise<'stopped'>((resolve) => (settle = resolve));
  const end = (): void => {
    state = 'stopped';
    settle(state);
  };
  return { told: { state: () => state, ended }, end };
}

/**
 * Starts a projector of a generation that is fed by the partitions of a topic. Any number of them share a generation, in one process or
 * several: each partition is moved by compare-and-set, so that of two who hold one for a moment one is told and lets go.
 */
export async function startPartitionedProjector(options: PartitionedProjectorOptions): Promise<Projector> {
  const connections = openConnections(options);
  try {
    return await follow(options, connections);
  } catch (error) {
    await connections.close();
    throw error;
  }
}
