import type { RecordedEvent } from '#libs/contracts';
import { comparePositions } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import type pg from 'pg';
import { type Generation, servingGeneration } from '../postgres/create-generation.ts';
import { NothingServes, parkedStreams } from '../postgres/progress.ts';
import { COMPLETE } from '../postgres/statements.ts';
import { tableIn } from '../postgres/schema-name.ts';
import { withConnection } from '../postgres/connections.ts';
import { compareRows, type RowComparison, type Scope } from './compare-rows.ts';

/** How a generation is held against the one that serves. */
export interface GenerationComparison extends RowComparison {
  readonly generation: number;
  /** The one that serves. */
  readonly against: number;
  /** Both were complete up to here; what lies behind it was left out. */
  readonly position: string;
  readonly code: string;
  /** Every version of every row is the same, but for streams that stand still in the serving generation; and no other stream stands still. */
  readonly equal: boolean;
  /** Streams that stand still: their rows are not compared. */
  readonly parked: { readonly serving: readonly string[]; readonly built: readonly string[] };
}

export interface CompareGenerations {
  readonly log: Pick<EventLogReader, 'head' | 'readAll' | 'readStream'>;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  readonly generation: Generation;
  readonly code: string;
  /** Told how many of the tables are done. */
  readonly told?: (done: number, of: number) => void;
}

/** The generation is too far behind to be compared. */
export class GenerationLags extends Error {
  override readonly name = 'GenerationLags';
}

/** Events between the common position and the log's end that are looked at one by one. */
const MOST_BEHIND = 20_000;
const PAGE = 1_000;

async function eventsBehind(log: CompareGenerations['log'], position: string): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  const { position: head } = await log.head();
  for (let after = position; comparePositions(after, head) < 0;) {
    const page = await log.readAll({ after, limit: PAGE });
    events.push(...page);
    if (events.length > MOST_BEHIND)
      throw new GenerationLags(`the log has more than ${MOST_BEHIND} events behind position ${position}`);
    if (page.length < PAGE) return events;
    after = page.at(-1)!.position;
  }
  return events;
}

const HEAD = (schema: string): string =>
  `SELECT revision::int FROM ${tableIn(schema, 'stream_heads')} WHERE stream = $1`;

/** Events of a stream that are not in the rows of both. */
async function eventsWaiting(
  client: pg.Client,
  log: CompareGenerations['log'],
  schemas: readonly string[],
  stream: string,
): Promise<readonly RecordedEvent[]> {
  const revisions: number[] = [];
  for (const schema of schemas)
    revisions.push((await client.query<{ revision: number }>(HEAD(schema), [stream])).rows[0]?.revision ?? -1);
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await log.readStream(stream, { from: Math.min(...revisions) + 1 + events.length, limit: PAGE });
    events.push(...page);
    if (page.length < PAGE) return events;
  }
}

async function completeOf(client: pg.Client, { projection, generation }: Generation): Promise<string> {
  const { rows } = await client.query<{ position: string }>(COMPLETE, [projection, generation]);
  return rows[0]!.position;
}

async function scopeOf(
  client: pg.Client,
  log: CompareGenerations['log'],
  generations: readonly Generation[],
  parked: readonly string[],
): Promise<Scope> {
  const positions: string[] = [];
  for (const each of generations) positions.push(await completeOf(client, each));
  const position = positions.reduce((one, other) => (comparePositions(one, other) <= 0 ? one : other));
  const behind = await eventsBehind(log, position);
  const schemas = generations.map(({ schema }) => schema);
  const waiting: RecordedEvent[] = [];
  for (const stream of parked) waiting.push(...(await eventsWaiting(client, log, schemas, stream)));
  return {
    position,
    parked,
    lateEvents: [...behind, ...waiting].map(({ id }) => id),
    lateStreams: [...new Set(behind.map(({ stream }) => stream))],
  };
}

async function compareIn(client: pg.Client, options: CompareGenerations): Promise<GenerationComparison> {
  const { log, generation, code, told = () => undefined } = options;
  const serving = await servingGeneration(client);
  if (!serving) throw new NothingServes('no generation serves yet: there is nothing to compare with');
  const parked = { serving: await parkedStreams(client, serving), built: await parkedStreams(client, generation) };
  const still = [...new Set([...parked.serving, ...parked.built])];
  const scope = await scopeOf(client, log, [serving, generation], still);
  const rows = await compareRows(client, [serving.schema, generation.schema], scope, told);
  const isNew = (stream: string): boolean => !parked.serving.includes(stream);
  return {
    generation: generation.generation,
    against: serving.generation,
    position: scope.position,
    code,
    equal: rows.differences.length === 0 && !parked.built.some(isNew),
    ...rows,
    parked,
  };
}

/**
 * Whether a generation holds what the serving one does, closed versions included: counts and checksums of every table, and what differs by
 * name. One snapshot, so that both may be followed meanwhile.
 * @throws GenerationLags, NothingServes
 */
export function compareGenerations(options: CompareGenerations): Promise<GenerationComparison> {
  return withConnection(options.url, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return compareIn(client, options);
  });
}
