import { randomBytes } from 'node:crypto';
import { comparePositions, type RecordedEvent, START } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { applyBatch, type Engine } from '../engine/apply-batch.ts';
import { openBatchClient } from '../postgres/batch-client.ts';
import { withConnection } from '../postgres/connections.ts';
import { createReplayGeneration, dropGeneration, type Generation } from '../postgres/create-generation.ts';
import { openGenerationTables } from '../postgres/generation-tables.ts';
import { readModels } from '../read-models/all.ts';

export interface ReplayOptions {
  readonly log: EventLogReader;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  /** The last position that is applied. */
  readonly position: string;
  /** Told after every batch. */
  readonly progress?: (position: string) => void;
}

export interface Replay {
  readonly schema: string;
  readonly position: string;
  /** How many events were applied. */
  readonly events: number;
  /** Streams that could not be applied whole; their rows are those before the first event that failed. */
  readonly parked: readonly string[];
  /** Removes the schema and all that belongs to it. */
  drop(): Promise<void>;
}

const PAGE = 1_000;
const NAME = 'afa-replay';

async function pageUpTo(log: EventLogReader, after: string, position: string): Promise<readonly RecordedEvent[]> {
  const page = await log.readAll({ after, limit: PAGE });
  return page.filter((event) => comparePositions(event.position, position) <= 0);
}

async function applyUpTo(engine: Engine, { log, position, progress }: ReplayOptions): Promise<number> {
  let events = 0;
  for (let at = START; ;) {
    const page = await pageUpTo(log, at, position);
    if (page.length === 0) return events;
    const { applied } = await applyBatch(engine, at, page);
    at = page.at(-1)!.position;
    events += applied;
    progress?.(at);
  }
}

async function fill(generation: Generation, options: ReplayOptions): Promise<Omit<Replay, 'drop'>> {
  const client = openBatchClient(options.url, () => undefined);
  try {
    const tables = openGenerationTables(client, generation, 'replay');
    const events = await applyUpTo({ log: options.log, models: readModels, tables }, options);
    return { schema: generation.schema, position: options.position, events, parked: await tables.parkedStreams() };
  } finally {
    await client.close();
  }
}

/**
 * Applies the log up to a position to an empty schema of its own, with the code that serves. The caller drops it; a replay that fails
 * drops its own.
 */
export async function replayTo(options: ReplayOptions): Promise<Replay> {
  const { url } = options;
  const schema = `rm_replay_${randomBytes(8).toString('hex')}`;
  const generation = await withConnection(url, (client) => createReplayGeneration(client, schema), NAME);
  const drop = (): Promise<void> => withConnection(url, (client) => dropGeneration(client, generation), NAME);
  try {
    return { ...(await fill(generation, options)), drop };
  } catch (error) {
    await drop();
    throw error;
  }
}
