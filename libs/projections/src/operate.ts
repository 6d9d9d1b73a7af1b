import { openPool } from './postgres/connections.ts';
import type { EventLogReader } from '#libs/event-log';
import type { Engine } from './engine/apply-batch.ts';
import { parkStream } from './engine/park.ts';
import { type Redriven, redriveAll, redriveStream } from './engine/redrive.ts';
import { createWaits, type Waits } from './engine/waits.ts';
import { openBatchClient } from './postgres/batch-client.ts';
import { createLacking, type Generation, REGISTER } from './postgres/create-generation.ts';
import { openGenerationTables } from './postgres/generation-tables.ts';
import {
  listProjections,
  NothingServes,
  type ParkedRow,
  parkedEvents,
  type ProjectionStatus,
  servingNow,
  servingStanding,
  type Serving,
} from './postgres/progress.ts';
import { readModels } from './read-models/all.ts';

export interface OperatorOptions {
  /** Login in the group `afa_projector`; to look on only, one in `afa_reader` will do. */
  readonly url: string;
  readonly log: EventLogReader;
  readonly codeVersion?: string;
}

/** The generation that serves, seen from another process than its projector's: whichever it is at each moment. */
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

const generationOf = ({ generation, schema }: Serving): Generation => ({
  projection: REGISTER,
  generation: Number(generation),
  schema,
});

/** How often a wait asks the database, in milliseconds. */
const POLL = 25;

/**
 * For gateways and operators beside a projector of another process. Parking and redriving take their turn between its batches. Everything
 * asked of it throws `NothingServes` before the first projector has made a generation; `serving` as well while what serves is of other code.
 */
export function openOperator({ url, log, codeVersion = 'unreleased' }: OperatorOptions): Operator {
  const pool = openPool({ url, most: 4, name: 'afa-operator' }, () => undefined);
  const client = openBatchClient(url, () => undefined);
  const engineNow = async (): Promise<Engine> => {
    const generation = await servingNow(pool);
    return { log, models: readModels, tables: openGenerationTables(client, generationOf(generation), codeVersion) };
  };
  const lackingOf = createLacking(pool);
  const serving = async (): Promise<Serving> => {
    const found = await servingNow(pool);
    if ((await lackingOf(found.schema)).length === 0) return found;
    throw new NothingServes(
      'the generation that serves was made by other code: a projector of this code builds another one',
    );
  };
  const { waitFor, waitForStream } = createWaits(servingStanding(pool), POLL);
  return {
    waitFor,
    waitForStream,
    list: () => listProjections(pool, log),
    serving,
    parked: async (stream) => parkedEvents(pool, generationOf(await servingNow(pool)), stream),
    park: async (stream, reason) => parkStream((await engineNow()).tables, stream, reason),
    async redrive(stream) {
      const engine = await engineNow();
      return stream === 'all' ? redriveAll(engine) : [await redriveStream(engine, stream)];
    },
    close: async () => void (await Promise.allSettled([client.close(), pool.end()])),
  };
}
