import type pg from 'pg';
import { createIndexes, createTables, generationColumns } from './generation-ddl.ts';
import { checkedSchema, schemaOf } from './schema-name.ts';

/** One set of tables built by one projection. */
export interface Generation {
  readonly projection: string;
  readonly generation: number;
  readonly schema: string;
}

/** The one projection of the register: all read models share its pages, its transactions and its checkpoint. */
export const REGISTER = 'register';

/** Any number that is the same in all processes: generations are made one at a time. */
const CREATION_LOCK = 4_120_171_228;
const LOCK = 'SELECT pg_advisory_xact_lock($1)';
const FIND = 'SELECT schema FROM projection.generations WHERE projection = $1 AND generation = $2';
const REGISTER_GENERATION = `
INSERT INTO projection.generations (projection, generation, schema, status) VALUES ($1, $2, $3, $4)`;
const FIRST_CHECKPOINT = `
INSERT INTO projection.checkpoints (projection, generation, partition, position) VALUES ($1, $2, 0, 0)`;
const SERVING = `SELECT generation, schema FROM projection.generations WHERE projection = $1 AND status = 'serving'`;

type Status = 'building' | 'serving' | 'replay';

/** The generation with its tables, which have neither keys nor indexes yet (`createIndexes`). In a transaction of the caller. */
export async function createBareGeneration(client: pg.ClientBase, made: Generation, status: Status): Promise<void> {
  for (const statement of createTables(made.schema)) await client.query(statement);
  await client.query(REGISTER_GENERATION, [made.projection, made.generation, made.schema, status]);
  await client.query(FIRST_CHECKPOINT, [made.projection, made.generation]);
}

async function create(client: pg.ClientBase, made: Generation, status: Status): Promise<void> {
  await createBareGeneration(client, made, status);
  for (const statement of createIndexes(made.schema)) await client.query(statement);
}

/** Generations are made one at a time, in all processes; until the transaction ends. */
export const lockCreation = async (client: pg.ClientBase): Promise<void> =>
  void (await client.query(LOCK, [CREATION_LOCK]));

/** Runs the work in one transaction of the client. */
export async function inTransaction<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The generation that answers queries; undefined before the first projector has started. */
export async function servingGeneration(
  database: Pick<pg.Pool, 'query'>,
  projection = REGISTER,
): Promise<Generation | undefined> {
  const { rows } = await database.query<{ generation: number; schema: string }>(SERVING, [projection]);
  const [row] = rows;
  return row && { projection, ...row };
}

/** The generation was made by other code: it lacks what a read model of this code needs. Another one has to be built from the log. */
export class GenerationOutdated extends Error {
  override readonly name = 'GenerationOutdated';
}

/** $1 schema. Only what the login may see, which is everything of a generation that it made. */
const COLUMNS = `
SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = $1`;

/** What a generation lacks of what this code reads and writes: whole tables by their name, else `table.column`. Empty for one of this code. */
export async function lackingIn(database: Pick<pg.Pool, 'query'>, schema: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(COLUMNS, [schema]);
  const there = new Set(rows.map(({ name }) => name));
  const tables = new Set(rows.map(({ name }) => name.split('.', 1)[0]!));
  const lacking = generationColumns.filter((name) => !there.has(name));
  return [...new Set(lacking.map((name) => (tables.has(name.split('.', 1)[0]!) ? name : name.split('.', 1)[0]!)))];
}

/** As `lackingIn`, asked once for each schema: the tables of a generation do not change. */
export function createLacking(database: Pick<pg.Pool, 'query'>): (schema: string) => Promise<readonly string[]> {
  const known = new Map<string, readonly string[]>();
  return async (schema) => {
    const lacking = known.get(schema) ?? (await lackingIn(database, schema));
    known.set(schema, lacking);
    return lacking;
  };
}

async function requireTables(client: pg.ClientBase, { generation, schema }: Generation): Promise<void> {
  const lacking = await lackingIn(client, schema);
  if (lacking.length > 0) throw new GenerationOutdated(`generation ${generation} lacks: ${lacking.join(', ')}`);
}

/**
 * The generation of that number, made with its schema if it is not there; the first one of a projection serves at once.
 * Without a number: the serving one, or the first. Client: of the projector's login, which owns what is made.
 * @throws GenerationOutdated
 */
export function ensureGeneration(client: pg.ClientBase, number?: number): Promise<Generation> {
  return inTransaction(client, async () => {
    await lockCreation(client);
    const serving = await servingGeneration(client);
    const generation = number ?? serving?.generation ?? 1;
    const made = { projection: REGISTER, generation, schema: schemaOf(generation) };
    const { rowCount } = await client.query(FIND, [REGISTER, generation]);
    if (rowCount === 0) await create(client, made, serving ? 'building' : 'serving');
    else await requireTables(client, made);
    return made;
  });
}

/** A generation of its own, for one replay; `schema` is checked. */
export function createReplayGeneration(client: pg.ClientBase, schema: string): Promise<Generation> {
  const made = { projection: `replay:${checkedSchema(schema)}`, generation: 1, schema };
  return inTransaction(client, async () => {
    await create(client, made, 'replay');
    return made;
  });
}

/** Removes a generation with all that belongs to it. */
export function dropGeneration(client: pg.ClientBase, { projection, generation, schema }: Generation): Promise<void> {
  return inTransaction(client, async () => {
    await client.query(`DROP SCHEMA IF EXISTS "${checkedSchema(schema)}" CASCADE`);
    await client.query('DELETE FROM projection.generations WHERE projection = $1 AND generation = $2', [
      projection,
      generation,
    ]);
  });
}
