import type pg from 'pg';
import { REGISTER } from '../postgres/create-generation.ts';
import type { GenerationComparison } from './compare.ts';

type Database = Pick<pg.Pool, 'query'>;

/** $1 projection, $2 generation, $3 against, $4 position, $5 code, $6 equal, $7 result */
const KEEP = `
INSERT INTO projection.comparisons (projection, generation, against, position, code, equal, result)
VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/** $1 projection. The last one of each generation. */
const LAST = `
SELECT DISTINCT ON (generation) generation, against, position::text, code, equal,
       to_json(compared_at) #>> '{}' AS "comparedAt"
  FROM projection.comparisons WHERE projection = $1 ORDER BY generation, id DESC`;

/** A comparison that was made, without what it found. */
export interface KeptComparison {
  readonly generation: number;
  readonly against: number;
  readonly position: string;
  readonly code: string;
  readonly equal: boolean;
  readonly comparedAt: string;
}

/** Keeps what was found with the generation: a switch rests on it. */
export async function keepComparison(database: Database, comparison: GenerationComparison): Promise<void> {
  const { generation, against, position, code, equal, counts, differences, parked } = comparison;
  const result = JSON.stringify({ counts, differences, parked });
  await database.query(KEEP, [REGISTER, generation, against, position, code, equal, result]);
}

/** The last comparison of each generation that was compared. */
export async function lastComparisons(database: Database): Promise<readonly KeptComparison[]> {
  const { rows } = await database.query<KeptComparison>(LAST, [REGISTER]);
  return rows;
}
