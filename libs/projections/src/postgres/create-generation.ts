import type pg from 'pg';
import { readModelNames } from '../read-models/read-model.ts';
import { checkedSchema, schemaOf, tableIn } from './schema-name.ts';

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

/**
 * Rows with their versions. A version is inserted once and closed once. No index names `known_to`, and pages keep room, so that closing
 * stays on its page (HOT) and writes to no index: that is half of a batch's work. That at most one version of a key is open is kept by the
 * primary key together with the batch: a version is closed by its exact begin, where the next one begins.
 * The document is never looked into by key, so it is json, not jsonb: stored as it was written.
 */
function rowTable(schema: string, name: (typeof readModelNames)[number]): string[] {
  const table = tableIn(schema, name);
  return [
    `CREATE TABLE ${table} (
       key text COLLATE "C" NOT NULL,
       known_from bigint NOT NULL,
       known_to bigint NOT NULL,
       stream text COLLATE "C" NOT NULL,
       born bigint NOT NULL,
       during daterange,
       surely daterange,
       refs text[] COLLATE "C" NOT NULL,
       doc json NOT NULL,
       memo json,
       PRIMARY KEY (key, known_from),
       CHECK (known_from < known_to)) WITH (fillfactor = 70)`,
    `CREATE INDEX "${name}_born" ON ${table} (born)`,
    `CREATE INDEX "${name}_refs" ON ${table} USING gin (refs)`,
  ];
}

/**
 * Personal values, and of forms of names what they are searched by. Both in one row: whatever removes the value removes its keys, so that
 * nobody can be found by a name that was forgotten.
 */
function statements(name: string): string[] {
  const schema = checkedSchema(name);
  return [
    `CREATE SCHEMA "${schema}"`,
    ...readModelNames.flatMap((model) => rowTable(schema, model)),
    `CREATE TABLE ${tableIn(schema, 'personal_values')} (
       subject uuid NOT NULL,
       ref text COLLATE "C" NOT NULL,
       value text NOT NULL,
       known_from bigint,
       keys int[],
       PRIMARY KEY (subject, ref),
       CHECK ((known_from IS NULL) = (keys IS NULL)))`,
    `CREATE INDEX personal_values_keys ON ${tableIn(schema, 'personal_values')} USING gin (keys) WHERE keys IS NOT NULL`,
    `CREATE TABLE ${tableIn(schema, 'stream_heads')} (
       stream text COLLATE "C" PRIMARY KEY, revision bigint NOT NULL) WITH (fillfactor = 80)`,
    `GRANT USAGE ON SCHEMA "${schema}" TO afa_reader`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA "${schema}" TO afa_reader`,
  ];
}

async function create(
  client: pg.ClientBase,
  made: Generation,
  status: 'building' | 'serving' | 'replay',
): Promise<void> {
  for (const statement of statements(made.schema)) await client.query(statement);
  await client.query(REGISTER_GENERATION, [made.projection, made.generation, made.schema, status]);
  await client.query(FIRST_CHECKPOINT, [made.projection, made.generation]);
}

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

/** $1 schema, $2 read models. Names of persons are searched by a column that older generations do not have. */
const LACKING = `
SELECT wanted.name FROM unnest($2::text[]) AS wanted(name)
 WHERE NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = wanted.name)
UNION ALL
SELECT 'keys of names'
 WHERE NOT EXISTS (SELECT FROM information_schema.columns
                    WHERE table_schema = $1 AND table_name = 'personal_values' AND column_name = 'keys')`;

async function requireTables(client: pg.ClientBase, { generation, schema }: Generation): Promise<void> {
  const { rows } = await client.query<{ name: string }>(LACKING, [schema, [...readModelNames]]);
  const names = rows.map(({ name }) => name).join(', ');
  if (rows.length > 0) throw new GenerationOutdated(`generation ${generation} lacks: ${names}`);
}

/**
 * The generation of that number, made with its schema if it is not there; the first one of a projection serves at once.
 * Without a number: the serving one, or the first. Client: of the projector's login, which owns what is made.
 * @throws GenerationOutdated
 */
export function ensureGeneration(client: pg.ClientBase, number?: number): Promise<Generation> {
  return inTransaction(client, async () => {
    await client.query(LOCK, [CREATION_LOCK]);
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
