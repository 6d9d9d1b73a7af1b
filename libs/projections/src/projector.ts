import type pg from 'pg';
import { openPool } from './postgres/connections.ts';
import { type Delivery, directDelivery } from '#libs/delivery';
import type { EventLogReader } from '#libs/event-log';
import type { Engine } from './engine/apply-batch.ts';
import { byHandOf } from './engine/by-hand.ts';
import type { Redriven } from './engine/redrive.ts';
import { createRowCache } from './engine/row-cache.ts';
import { type AppliedProgress, type ProjectionLogger, runProjection } from './engine/run.ts';
import { createWaits, type Progress, type Waits } from './engine/waits.ts';
import { openBatchClient } from './postgres/batch-client.ts';
import { ensureGeneration, type Generation } from './postgres/create-generation.ts';
import { openGenerationTables } from './postgres/generation-tables.ts';
import { type Lag, lagBehind, type ParkedRow, parkedEvents, type Serving, standingOf } from './postgres/progress.ts';
import { rememberParked } from './postgres/remember-parked.ts';
import { readModels } from './read-models/all.ts';
import type { ReadModel } from './read-models/read-model.ts';

/** Told of every committed batch. */
export interface ProjectionMetrics {
  batch(progress: AppliedProgress): void;
}

export interface ProjectorOptions {
  readonly log: EventLogReader;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  /** Default: the serving generation, or the first. Made if it is not there. */
  readonly generation?: number;
  /** Default: directly from the log. */
  readonly delivery?: Delivery;
  readonly logger: ProjectionLogger;
  readonly metrics?: ProjectionMetrics;
  /** Written beside parked events. */
  readonly codeVersion?: string;
  /** Default: all. A generation must always be run with the same ones. */
  readonly models?: readonly ReadModel[];
  /** Most events of a batch, default 1,000. */
  readonly batchSize?: number;
}

/** `fenced`: another projector has taken over this generation. */
export type ProjectorState = 'running' | 'stopped' | 'fenced';

export interface Projector extends Omit<Waits, 'moved'> {
  readonly generation: Generation;
  state(): ProjectorState;
  /** Settles when the projector has ended, with why. */
  readonly ended: Promise<Exclude<ProjectorState, 'running'>>;
  /** The last position whose events are in the rows or parked. */
  position(): string;
  /** What queries read from. Streams parked or redriven by another process are seen after at most a second. */
  serving(): Promise<Serving>;
  lag(): Promise<Lag>;
  parked(stream?: string): Promise<readonly ParkedRow[]>;
  /** @returns false where the stream was parked already */
  park(stream: string, reason: string): Promise<boolean>;
  /** One stream, or `all` parked ones. */
  redrive(stream: string): Promise<readonly Redriven[]>;
  /** Finishes the batch in hand, then closes all connections. */
  stop(): Promise<void>;
}

/** The generation of that number, or the serving or first one. @throws GenerationOutdated */
export async function makeGeneration(pool: pg.Pool, number: number | undefined): Promise<Generation> {
  const client = await pool.connect();
  try {
    return await ensureGeneration(client, number);
  } finally {
    client.release();
  }
}

/**
 * Starts the one projector of a generation: follows the log from the generation's checkpoint and keeps its rows. A second one on the
 * same generation ends the first or itself (`fenced`); nothing is written twice.
 */
export async function startProjector(options: ProjectorOptions): Promise<Projector> {
  const { log, url, logger, metrics, delivery = directDelivery(log), batchSize = 1_000 } = options;
  const onError = (error: Error): void => logger.warn({ error }, 'connection of the projector lost');
  const pool = openPool({ url, most: 2, name: 'afa-projector-status' }, onError);
  const [client, driver] = [openBatchClient(url, onError), openBatchClient(url, onError)];
  const closeAll = (): Promise<unknown> => Promise.allSettled([client.close(), driver.close(), pool.end()]);
  try {
    const generation = await makeGeneration(pool, options.generation);
    const codeVersion = options.codeVersion ?? 'unreleased';
    const engineOn = (on: typeof client): Engine => ({
      log,
      models: options.models ?? readModels,
      tables: openGenerationTables(on, generation, codeVersion),
    });
    const engine: Engine = { ...engineOn(client), cache: createRowCache() };
    const position = await engine.tables.checkpoint();
    const parts = {
      generation,
      pool,
      logger,
      metrics,
      delivery,
      batchSize,
      engine,
      byHand: engineOn(driver),
      log,
      closeAll,
    };
    return run(parts, position);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

interface Parts {
  readonly generation: Generation;
  readonly pool: pg.Pool;
  readonly logger: ProjectionLogger;
  readonly metrics: ProjectionMetrics | undefined;
  readonly delivery: Delivery;
  readonly batchSize: number;
  readonly engine: Engine;
  /** For parking and redriving beside the batches, on a connection of its own. */
  readonly byHand: Engine;
  readonly log: EventLogReader;
  readonly closeAll: () => Promise<unknown>;
}

/** Where the projector stands, told to all who wait or ask. */
function followed(
  { engine, delivery, logger, metrics, batchSize, pool, generation }: Parts,
  from: string,
  signal: AbortSignal,
) {
  const waits = createWaits(standingOf(pool, generation));
  const parked = rememberParked(pool, generation);
  const now: { position: string; state: ProjectorState } = { position: from, state: 'running' };
  const told = (progress: Progress): void => {
    parked.heard(progress);
    waits.moved(progress);
  };
  const moved = (progress: AppliedProgress): void => {
    now.position = progress.position;
    told(progress);
    metrics?.batch(progress);
  };
  const began = (position: string): void => void (now.position = position);
  const ended = runProjection({ engine, delivery, logger, signal, batchSize, began, moved }).then(
    () => (now.state = 'stopped' as const),
    (error: Error) => {
      logger.error({ error }, 'projector stopped: another one has taken over');
      return (now.state = 'fenced' as const);
    },
  );
  return { now, ended, waits, parked, told };
}

function run(parts: Parts, from: string): Projector {
  const { generation, pool, log, closeAll } = parts;
  const abort = new AbortController();
  const follower = followed(parts, from, abort.signal);
  const { now, ended, waits, parked } = follower;
  return {
    generation,
    ended,
    state: () => now.state,
    position: () => now.position,
    waitFor: waits.waitFor,
    waitForStream: waits.waitForStream,
    serving: async () => ({
      generation: String(generation.generation),
      schema: generation.schema,
      parked: await parked.streams(),
      position: now.position,
    }),
    lag: () => lagBehind(log, now.position),
    parked: (stream) => parkedEvents(pool, generation, stream),
    ...byHandOf(parts.byHand, follower.told),
    async stop() {
      abort.abort();
      await ended;
      await closeAll();
    },
  };
}
