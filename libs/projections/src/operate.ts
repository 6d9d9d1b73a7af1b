import pg from 'pg';
import type { EventLogReader } from '#libs/event-log';
import type { Engine } from './engine/apply-batch.ts';
import { parkStream } from './engine/park.ts';
import { type Redriven, redriveAll, redriveStream } from './engine/redrive.ts';
import { createWaits, type Waits } from './engine/waits.ts';
import { openBatchClient } from './postgres/batch-client.ts';
import { openGenerationTables } from './postgres/generation-tables.ts';
import {
  listProjections,
  type ParkedRow,
  parkedEvents,
  parkedStreams,
  type ProjectionStatus,
  requireServing,
  type Serving,
  standingOf,
} from './postgres/progress.ts';
import { readModels } from './read-models/all.ts';

export interface OperatorOptions {
  /** Login in the group `afa_projector`; to look on only, one in `afa_reader` will do. */
  readonly url: string;
  readonly log: EventLogReader;
  readonly codeVersion?: string;
}

/** The serving generation seen from another process than its projector's. */
export interface Operator extends Omit<Waits, 'moved'> {
  list(): Promise<readonly ProjectionStatus[]>;
  serving(): Promise<Serving>;
  parked(stream?: string): Promise<readonly ParkedRow[]>;
  /** @returns false where the stream was parked already */
  park(stream: string, reason: string): Promise<boolean>;
  /** One stream, or `all` parked ones. */
  redrive(stream: string): Promise<readonly Redriven[]>;
  close(): Promise<void>;
}

/** How often a wait asks the database, in milliseconds. */
const POLL = 25;

/**
 * For the CLI and for gateways beside a projector of another process. Parking and redriving take their turn between its batches.
 * @throws Error before the first projector has made a generation
 */
export async function openOperator({ url, log, codeVersion = 'unreleased' }: OperatorOptions): Promise<Operator> {
  const pool = new pg.Pool({ connectionString: url, max: 4, application_name: 'afa-operator' });
  pool.on('error', () => undefined);
  const client = openBatchClient(url, () => undefined);
  const close = async (): Promise<void> => void (await Promise.allSettled([client.close(), pool.end()]));
  try {
    const generation = await requireServing(pool);
    const standing = standingOf(pool, generation);
    const engine: Engine = { log, models: readModels, tables: openGenerationTables(client, generation, codeVersion) };
    const { waitFor, waitForStream } = createWaits(standing, POLL);
    return {
      waitFor,
      waitForStream,
      list: () => listProjections(pool, log),
      serving: async () => ({
        generation: String(generation.generation),
        schema: generation.schema,
        parked: await parkedStreams(pool, generation),
        position: await standing.checkpoint(),
      }),
      parked: (stream) => parkedEvents(pool, generation, stream),
      park: (stream, reason) => parkStream(engine.tables, stream, reason),
      redrive: async (stream) => (stream === 'all' ? redriveAll(engine) : [await redriveStream(engine, stream)]),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
