import type pg from 'pg';
import { type Generation, REGISTER } from '../postgres/create-generation.ts';

type Database = Pick<pg.Pool, 'query'>;

/** How a generation is filled from the log. */
export interface Build extends Generation {
  /** The version of the code that fills it; another one has to begin anew. */
  readonly code: string;
  /** The last position that is filled in; what comes behind it is followed. */
  readonly upTo: string;
  readonly passes: number;
  /** The passes that are done, as numbers from 0. */
  readonly done: readonly number[];
  /** The database refused rows once and judges every batch since. */
  readonly careful: boolean;
  /** What has been read in all passes, as positions: `upTo` for each. */
  readonly read: string;
  /** Events that are in the rows or parked. */
  readonly events: number;
  readonly startedAt: string;
  readonly filledAt: string | null;
  /** Why it cannot go on; null where it can. */
  readonly error: string | null;
}

const COLUMNS = `
b.projection, b.generation, g.schema, b.code, b.up_to::text AS "upTo", b.passes, b.careful, b.read::text,
b.events::float AS events, b.error, to_json(b.started_at) #>> '{}' AS "startedAt", to_json(b.filled_at) #>> '{}' AS "filledAt",
ARRAY(SELECT p.pass FROM projection.build_passes p
       WHERE p.projection = b.projection AND p.generation = b.generation ORDER BY p.pass) AS done`;

/** $1 projection. Filled or not, but neither serving nor given up. */
const UNDER_WAY = `
SELECT ${COLUMNS} FROM projection.builds b JOIN projection.generations g USING (projection, generation)
 WHERE b.projection = $1 AND g.status = 'building' ORDER BY b.generation`;

/** $1 projection */
const ALL = `
SELECT ${COLUMNS} FROM projection.builds b JOIN projection.generations g USING (projection, generation)
 WHERE b.projection = $1 ORDER BY b.generation`;

/** $1 projection, $2 generation */
const ONE = `
SELECT ${COLUMNS} FROM projection.builds b JOIN projection.generations g USING (projection, generation)
 WHERE b.projection = $1 AND b.generation = $2`;

/** $1 projection, $2 generation, $3 code, $4 up to, $5 passes */
export const BEGIN_BUILD = `
INSERT INTO projection.builds (projection, generation, code, up_to, passes) VALUES ($1, $2, $3, $4, $5)`;

/** $1 projection, $2 generation, $3 pass, $4 events */
export const PASS_DONE = `
INSERT INTO projection.build_passes (projection, generation, pass, events) VALUES ($1, $2, $3, $4)`;

/** $1 projection, $2 generation, $3 read, $4 events. No row: it is no longer wanted. */
const PROGRESS = `
UPDATE projection.builds b SET read = $3, events = $4
  FROM projection.generations g
 WHERE b.projection = $1 AND b.generation = $2 AND g.projection = b.projection AND g.generation = b.generation
   AND g.status = 'building'
RETURNING b.generation`;

/** $1 projection, $2 generation */
export const CAREFUL = 'UPDATE projection.builds SET careful = true WHERE projection = $1 AND generation = $2';

/** $1 projection, $2 generation */
export const FORGET_PASSES = 'DELETE FROM projection.build_passes WHERE projection = $1 AND generation = $2';

/** $1 projection, $2 generation, $3 what is wrong or null */
const FAILED = 'UPDATE projection.builds SET error = $3 WHERE projection = $1 AND generation = $2';

/** Builds that are neither serving nor given up, the oldest first. */
export async function buildsUnderWay(database: Database): Promise<Build[]> {
  const { rows } = await database.query<Build>(UNDER_WAY, [REGISTER]);
  return rows;
}

/** Every build that was begun. */
export async function buildsOf(database: Database): Promise<Build[]> {
  const { rows } = await database.query<Build>(ALL, [REGISTER]);
  return rows;
}

export async function findBuild(database: Database, generation: number): Promise<Build | undefined> {
  const { rows } = await database.query<Build>(ONE, [REGISTER, generation]);
  return rows[0];
}

/** @returns false where the build is no longer wanted */
export async function tellProgress(
  database: Database,
  { projection, generation }: Generation,
  { read, events }: Pick<Build, 'read' | 'events'>,
): Promise<boolean> {
  const { rowCount } = await database.query(PROGRESS, [projection, generation, read, events]);
  return rowCount === 1;
}

/** Leaves word of why a build cannot go on; null takes it back. */
export const tellFailure = async (
  database: Database,
  { projection, generation }: Generation,
  error: string | null,
): Promise<void> => void (await database.query(FAILED, [projection, generation, error]));
