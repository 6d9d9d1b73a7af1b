import { comparePositions, type RecordedEvent } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import type pg from 'pg';
import type { Standing } from '../engine/waits.ts';
import type { ParkReason } from '../engine/prepare.ts';
import { type Generation, REGISTER, servingGeneration } from './create-generation.ts';
import { COMPLETE, streamStates } from './statements.ts';

type Database = Pick<pg.Pool, 'query'>;

/** An event that waits, or an operator's mark (no revision, no type). What it says is in the log. */
export interface ParkedRow {
  readonly stream: string;
  readonly position: string;
  readonly revision: number | null;
  readonly type: string | null;
  readonly reason: ParkReason;
  readonly error: string;
  readonly codeVersion: string;
  readonly parkedAt: string;
}

/** How far a generation is behind the log: events, and the age of the oldest one that is missing. */
export interface Lag {
  readonly events: number;
  readonly seconds: number;
}

export interface ProjectionStatus extends Generation {
  readonly status: 'building' | 'serving' | 'standby' | 'retired';
  readonly position: string;
  readonly updatedAt: string;
  readonly parkedStreams: number;
  readonly parkedEvents: number;
  readonly lag: Lag;
}

const LIST = `
SELECT g.projection, g.generation, g.schema, g.status,
       projection.complete_position(g.projection, g.generation)::text AS position,
       coalesce(c.updated_at, g.created_at) AS "updatedAt", p.streams AS "parkedStreams", p.events AS "parkedEvents"
  FROM projection.generations g
 CROSS JOIN LATERAL (SELECT max(updated_at) AS updated_at FROM projection.checkpoints c
                      WHERE c.projection = g.projection AND c.generation = g.generation) AS c
 CROSS JOIN LATERAL (SELECT count(DISTINCT stream)::int AS streams, count(revision)::int AS events FROM projection.parked p
                      WHERE p.projection = g.projection AND p.generation = g.generation) AS p
 WHERE g.status <> 'replay'
 ORDER BY g.projection, g.generation`;

const PARKED = `
SELECT stream, position::text, revision::int, type, reason, error, code_version AS "codeVersion", parked_at AS "parkedAt"
  FROM projection.parked p WHERE projection = $1 AND generation = $2 AND ($3::text IS NULL OR stream = $3)
 ORDER BY p.stream, p.position`;

const isoInstant = (value: unknown): string => (value as Date).toISOString();

/** What is parked of a generation, of one stream or all, in the streams' order. */
export async function parkedEvents(database: Database, generation: Generation, stream?: string): Promise<ParkedRow[]> {
  const values = [generation.projection, generation.generation, stream ?? null];
  const { rows } = await database.query<ParkedRow>(PARKED, values);
  return rows.map((row) => ({ ...row, parkedAt: isoInstant(row.parkedAt) }));
}

/** Positions are counts in our own log; in one with gaps this is an upper bound. */
export async function lagBehind(log: Pick<EventLogReader, 'head' | 'readAll'>, position: string): Promise<Lag> {
  const { position: head } = await log.head();
  if (comparePositions(head, position) <= 0) return { events: 0, seconds: 0 };
  const [oldest] = (await log.readAll({ after: position, limit: 1 })) as RecordedEvent[];
  const age = oldest ? Date.now() - Date.parse(oldest.recordedAt) : 0;
  return { events: Number(BigInt(head) - BigInt(position)), seconds: Math.max(0, age / 1000) };
}

/** Every generation with where it stands. */
export async function listProjections(
  database: Database,
  log: Pick<EventLogReader, 'head' | 'readAll'>,
): Promise<ProjectionStatus[]> {
  const { rows } = await database.query<Omit<ProjectionStatus, 'lag'>>(LIST);
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      updatedAt: isoInstant(row.updatedAt),
      lag: await lagBehind(log, row.position),
    })),
  );
}

/** The checkpoint of a generation and the state of its streams, read anew each time. */
export function standingOf(database: Database, { projection, generation, schema }: Generation): Standing {
  return {
    async checkpoint() {
      const { rows } = await database.query<{ position: string }>(COMPLETE, [projection, generation]);
      return rows[0]!.position;
    },
    async stream(stream) {
      const values = [projection, generation, [stream]];
      const { rows } = await database.query<{ revision: string; parked: boolean }>(streamStates(schema), values);
      const { revision, parked } = rows[0]!;
      return { revision: Number(revision), parked };
    },
  };
}

/** What queries read from: the serving generation, its complete position (direct delivery: its checkpoint), and which streams stand still. */
export interface Serving {
  readonly generation: string;
  readonly schema: string;
  readonly position: string;
  readonly parked: readonly string[];
}

const PARKED_STREAMS = `
SELECT DISTINCT stream FROM projection.parked WHERE projection = $1 AND generation = $2 ORDER BY stream`;

/** The streams of a generation that stand still. */
export async function parkedStreams(database: Database, { projection, generation }: Generation): Promise<string[]> {
  const { rows } = await database.query<{ stream: string }>(PARKED_STREAMS, [projection, generation]);
  return rows.map(({ stream }) => stream);
}

/** $1 projection */
const SERVING_NOW = `
SELECT g.generation::text, g.schema, projection.complete_position(g.projection, g.generation)::text AS position,
       ARRAY(SELECT DISTINCT p.stream FROM projection.parked p
              WHERE p.projection = g.projection AND p.generation = g.generation ORDER BY p.stream) AS parked
  FROM projection.generations g WHERE g.projection = $1 AND g.status = 'serving'`;

/** No generation serves yet: the first projector has not started, or what it builds is not filled. */
export class NothingServes extends Error {
  override readonly name = 'NothingServes';
}

/** What serves at this moment, in one statement: another process may switch generations at any time. @throws NothingServes */
export async function servingNow(database: Database): Promise<Serving> {
  const { rows } = await database.query<Serving>(SERVING_NOW, [REGISTER]);
  if (!rows[0]) throw new NothingServes('no generation serves yet: a projector has to run first');
  return rows[0];
}

/** As `standingOf`, of whichever generation serves when it is asked. */
export function servingStanding(database: Database): Standing {
  const serving = async (): Promise<Generation> => {
    const found = await servingGeneration(database);
    if (!found) throw new NothingServes('no generation serves yet: a projector has to run first');
    return found;
  };
  return {
    checkpoint: async () => standingOf(database, await serving()).checkpoint(),
    stream: async (stream) => standingOf(database, await serving()).stream(stream),
  };
}
