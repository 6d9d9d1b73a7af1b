import { comparePositions } from '#libs/contracts';
import type pg from 'pg';
import { withConnection } from '../postgres/connections.ts';
import { type Generation, REGISTER, servingGeneration } from '../postgres/create-generation.ts';
import { parkedStreams } from '../postgres/progress.ts';
import { schemaOf, tableIn } from '../postgres/schema-name.ts';
import { COMPLETE } from '../postgres/statements.ts';
import { type ReadModelName, readModelNames } from '../read-models/read-model.ts';

export interface CompareOptions {
  /** Login that may read both schemas: the projector's. */
  readonly url: string;
  /** The replay's schema. */
  readonly schema: string;
  /** Default: the serving one. */
  readonly generation?: number;
  readonly position: string;
}

/** `missing`: only the replay has the row; `extra`: only the generation has it. */
export interface Difference {
  readonly model: ReadModelName | 'personal_values';
  readonly key: string;
  readonly kind: 'missing' | 'extra' | 'different';
  /** The columns that differ. */
  readonly fields: readonly string[];
}

export interface Comparison {
  readonly equal: boolean;
  /** The first 20. */
  readonly differences: readonly Difference[];
  /** Rows as of the position, by model, and how many of them differ. */
  readonly counts: Readonly<Record<string, { served: number; replayed: number; different: number }>>;
  /** Streams that stand still in the generation: their rows may differ for that reason. */
  readonly parked: readonly string[];
}

const SHOWN = 20;
const COLUMNS = 'key, known_from, stream, born, during, surely, refs, doc::text AS doc, memo::text AS memo';
const COMPARED = ['known_from', 'stream', 'born', 'during', 'surely', 'refs', 'doc', 'memo'];
const VALUE_COLUMNS = ['value', 'known_from', 'keys'];
const differs = (name: string): string => `CASE WHEN s.${name} IS DISTINCT FROM r.${name} THEN '${name}' END`;

/**
 * $1 position. Every column of the rows as known then against the open rows of the replay; the database joins them, so that only what
 * differs, and the counts, come here.
 */
const rowsCompared = (served: string, replayed: string, model: ReadModelName): string => `
WITH served AS (SELECT ${COLUMNS} FROM ${tableIn(served, model)} WHERE known_from <= $1::bigint AND known_to > $1::bigint),
     replayed AS (SELECT ${COLUMNS} FROM ${tableIn(replayed, model)} WHERE known_to = 9223372036854775807)
SELECT key,
       CASE WHEN s.stream IS NULL THEN 'missing' WHEN r.stream IS NULL THEN 'extra'
            WHEN s IS DISTINCT FROM r THEN 'different' END AS kind,
       array_remove(ARRAY[${COMPARED.map(differs).join(', ')}], NULL) AS fields,
       s.stream IS NOT NULL AS served, r.stream IS NOT NULL AS replayed
  FROM served s FULL JOIN replayed r USING (key)`;

const counted = (compared: string): string => `
SELECT count(*) FILTER (WHERE served)::int AS served, count(*) FILTER (WHERE replayed)::int AS replayed,
       count(kind)::int AS different
  FROM (${compared}) AS compared`;

const differing = (compared: string): string => `
SELECT key, kind, fields FROM (${compared}) AS compared WHERE kind IS NOT NULL ORDER BY key LIMIT ${SHOWN}`;

const valuesCompared = (served: string, replayed: string): string => `
SELECT r.ref AS key, CASE WHEN s.ref IS NULL THEN 'missing' ELSE 'different' END AS kind,
       array_remove(ARRAY[${VALUE_COLUMNS.map(differs).join(', ')}], NULL) AS fields
  FROM ${tableIn(replayed, 'personal_values')} r LEFT JOIN ${tableIn(served, 'personal_values')} s USING (subject, ref)
 WHERE (s.value, s.known_from, s.keys) IS DISTINCT FROM (r.value, r.known_from, r.keys) ORDER BY r.ref LIMIT ${SHOWN}`;

async function compareModel(client: pg.Client, compared: string, position: string) {
  const { rows: counts } = await client.query<Comparison['counts'][string]>(counted(compared), [position]);
  if (counts[0]!.different === 0) return { counts: counts[0]!, differences: [] };
  const { rows } = await client.query<Omit<Difference, 'model'>>(differing(compared), [position]);
  return { counts: counts[0]!, differences: rows };
}

async function generationOf(client: pg.Client, number: number | undefined): Promise<Generation> {
  if (number !== undefined) return { projection: REGISTER, generation: number, schema: schemaOf(number) };
  const serving = await servingGeneration(client);
  if (!serving) throw new Error('no generation serves yet: there is nothing to compare with');
  return serving;
}

async function requireReached(client: pg.Client, generation: Generation, position: string): Promise<void> {
  const { rows } = await client.query<{ position: string | null }>(COMPLETE, [REGISTER, generation.generation]);
  const reached = rows[0]?.position;
  if (reached == null) throw new Error(`there is no generation ${generation.generation}`);
  if (comparePositions(reached, position) < 0)
    throw new Error(`generation ${generation.generation} has reached position ${reached}, not ${position}`);
}

async function compareAll(
  client: pg.Client,
  { schema, position, generation: number }: CompareOptions,
): Promise<Comparison> {
  const generation = await generationOf(client, number);
  await requireReached(client, generation, position);
  const counts: Record<string, Comparison['counts'][string]> = {};
  const differences: Difference[] = [];
  for (const model of readModelNames) {
    const found = await compareModel(client, rowsCompared(generation.schema, schema, model), position);
    counts[model] = found.counts;
    differences.push(...found.differences.map((difference) => ({ model, ...difference })));
  }
  const { rows } = await client.query<Omit<Difference, 'model'>>(valuesCompared(generation.schema, schema));
  differences.push(...rows.map((difference) => ({ model: 'personal_values' as const, ...difference })));
  const parked = await parkedStreams(client, generation);
  return { equal: differences.length === 0, differences: differences.slice(0, SHOWN), counts, parked };
}

/**
 * Whether the rows of a generation as known at a position are exactly those of a replay up to there, column by column (DESIGN 4). One
 * snapshot, so that the projector may go on meanwhile.
 * @throws Error where the generation has not reached the position
 */
export function compareAsOf(options: CompareOptions): Promise<Comparison> {
  const compare = async (client: pg.Client): Promise<Comparison> => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return compareAll(client, options);
  };
  return withConnection(options.url, compare, 'afa-compare');
}
