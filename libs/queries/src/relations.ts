import { type ModelName, modelNames } from './models.ts';
import type { ReadSide, Reading } from './reading.ts';
import { COLUMNS, type Row, select } from './rows.ts';
import { anyOf, tableIn } from './sql.ts';

/**
 * The rows of many keys: one statement, for batches of references.
 * Keys the register does not hold at that position are left out.
 */
export async function readByKeys(
  side: ReadSide,
  reading: Reading,
  model: ModelName,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  if (keys.length === 0) return new Map();
  const statement = `SELECT ${COLUMNS}
FROM ${tableIn(reading.schema, model)} AS entry
WHERE entry.key ${anyOf('$1')} AND entry.known_from <= $2::bigint AND entry.known_to > $2::bigint`;
  const rows = await select<Row>(side.pool, statement, [keys, reading.position]);
  return new Map(rows.map((row) => [row.key, row]));
}

/** Rows that carry the token, of each of many tokens; `field` narrows to rows that name the token's id there (`doc.person`). */
export interface Relation {
  readonly model: ModelName;
  readonly field?: string;
  readonly limit: number;
}

/** What is said about the rows of many tokens: one statement, at most `limit` rows of each, the first born first. */
export async function readRelated(
  side: ReadSide,
  reading: Reading,
  relation: Relation,
  tokens: readonly string[],
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const found = new Map<string, Row[]>(tokens.map((token) => [token, []]));
  if (tokens.length === 0) return found;
  const statement = `SELECT asked.token, ${COLUMNS}
FROM unnest($1::text[]) AS asked (token)
CROSS JOIN LATERAL (
  SELECT * FROM ${tableIn(reading.schema, relation.model)} AS each
  WHERE each.refs @> ARRAY[asked.token] AND each.known_from <= $2::bigint AND each.known_to > $2::bigint
    AND ($3::text IS NULL OR each.doc ->> $3 = split_part(asked.token, ':', 2))
  ORDER BY each.born
  LIMIT $4
) AS entry
ORDER BY entry.born`;
  const values = [tokens, reading.position, relation.field ?? null, relation.limit];
  for (const row of await select<Row & { token: string }>(side.pool, statement, values))
    found.get(row.token)?.push(row);
  return found;
}

/** The row of a key in whichever read model holds it: one statement. */
export async function readAnyByKey(
  side: ReadSide,
  reading: Reading,
  key: string,
): Promise<{ readonly model: ModelName; readonly row: Row } | null> {
  const one = (model: ModelName): string => `SELECT '${model}' AS model, ${COLUMNS}
FROM ${tableIn(reading.schema, model)} AS entry
WHERE entry.key = $1 AND entry.known_from <= $2::bigint AND entry.known_to > $2::bigint`;
  const statement = modelNames.map(one).join('\nUNION ALL\n');
  const [found] = await select<Row & { model: ModelName }>(side.pool, statement, [key, reading.position]);
  return found ? { model: found.model, row: found } : null;
}
