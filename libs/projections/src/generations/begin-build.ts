import type { EventLogReader } from '#libs/event-log';
import type pg from 'pg';
import {
  createBareGeneration,
  inTransaction,
  lackingIn,
  lockCreation,
  REGISTER,
  servingGeneration,
} from '../postgres/create-generation.ts';
import { schemaOf, tableIn } from '../postgres/schema-name.ts';
import { BEGIN_BUILD, type Build, buildsUnderWay, findBuild } from './builds.ts';

export interface BeginBuild {
  readonly log: Pick<EventLogReader, 'head'>;
  readonly code: string;
  /** Events that are folded in memory together; more are folded in several passes. */
  readonly eventsPerPass: number;
  /** Default: as many as `eventsPerPass` needs. */
  readonly passes?: number;
}

/** A generation is being built, or is built and waits for what becomes of it: there is one at a time. */
export class BuildUnderWay extends Error {
  override readonly name = 'BuildUnderWay';
  readonly build: Build;

  constructor(build: Build) {
    super(`generation ${build.generation} is ${build.filledAt === null ? 'being built' : 'built'} already`);
    this.build = build;
  }
}

/** Each pass reads the whole log once more. */
const MOST_PASSES = 32;

/** $1 projection */
const NEXT = 'SELECT coalesce(max(generation), 0) + 1 AS next FROM projection.generations WHERE projection = $1';
const countEvents = (schema: string): string =>
  `SELECT coalesce(sum(revision + 1), 0)::float AS events FROM ${tableIn(schema, 'stream_heads')}`;

/** How many events the log has: as many as the serving generation knows, for positions need not be counts. */
async function estimateEvents(client: pg.ClientBase, upTo: string): Promise<number> {
  const serving = await servingGeneration(client);
  if (!serving || (await lackingIn(client, serving.schema)).some((name) => name.startsWith('stream_heads')))
    return Number(upTo);
  const { rows } = await client.query<{ events: number }>(countEvents(serving.schema));
  return rows[0]!.events;
}

async function passesFor(client: pg.ClientBase, upTo: string, { passes, eventsPerPass }: BeginBuild): Promise<number> {
  if (passes !== undefined) return passes;
  const events = await estimateEvents(client, upTo);
  return Math.min(MOST_PASSES, Math.max(1, Math.ceil(events / eventsPerPass)));
}

/**
 * Makes the next generation, empty, to be filled up to the log's end as it is now. Client: of the projector's login, which owns what is made.
 * @throws BuildUnderWay
 */
export async function beginBuild(client: pg.ClientBase, options: BeginBuild): Promise<Build> {
  const { position: upTo } = await options.log.head();
  return inTransaction(client, async () => {
    await lockCreation(client);
    const [other] = await buildsUnderWay(client);
    if (other) throw new BuildUnderWay(other);
    const passes = await passesFor(client, upTo, options);
    const { rows } = await client.query<{ next: number }>(NEXT, [REGISTER]);
    const generation = rows[0]!.next;
    await createBareGeneration(client, { projection: REGISTER, generation, schema: schemaOf(generation) }, 'building');
    await client.query(BEGIN_BUILD, [REGISTER, generation, options.code, upTo, passes]);
    return (await findBuild(client, generation))!;
  });
}
