import { readByKeys } from './relations.ts';
import type { ReadSide, Reading } from './reading.ts';
import { COLUMNS, type Row, select, type StoredDocument } from './rows.ts';
import { tableIn } from './sql.ts';

/** A claim as it is stored: without what belongs to its source's stream (publisher, publishedAt). */
export type StoredClaim = StoredDocument & {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly status: string;
  readonly report: StoredDocument;
};

export const storedClaim = (row: Row): StoredClaim => row.doc as StoredClaim;

/** Whether the register still shows the claim inside of other answers. */
export const isShown = (claim: StoredClaim): boolean => claim.status === 'standing' || claim.status === 'corrected';

/** Claims by id: one statement. */
export const readClaims = (side: ReadSide, reading: Reading, ids: readonly string[]) =>
  readByKeys(side, reading, 'claims', ids);

/** Every claim of many streams, whatever became of it, the first recorded first: one statement. */
export async function readClaimsOfStreams(
  side: ReadSide,
  reading: Reading,
  streams: readonly string[],
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const found = new Map<string, Row[]>(streams.map((stream) => [stream, []]));
  if (streams.length === 0) return found;
  const statement = `SELECT ${COLUMNS}
FROM ${tableIn(reading.schema, 'claims')} AS entry
WHERE entry.refs && $1::text[] AND entry.known_from <= $2::bigint AND entry.known_to > $2::bigint
ORDER BY entry.born`;
  const tokens = streams.map((stream) => `stream:${stream}`);
  for (const row of await select<Row>(side.pool, statement, [tokens, reading.position]))
    found.get(row.stream)?.push(row);
  return found;
}

/** Claims that carry one token and any of others (`holder:<id>`), whatever became of them, by those others: one statement. */
export async function readClaimsWith(
  side: ReadSide,
  reading: Reading,
  token: string,
  anyToken: readonly string[],
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const found = new Map<string, Row[]>(anyToken.map((each) => [each, []]));
  if (anyToken.length === 0) return found;
  const statement = `SELECT ${COLUMNS}, ARRAY(SELECT unnest(entry.refs) INTERSECT SELECT unnest($2::text[])) AS tokens
FROM ${tableIn(reading.schema, 'claims')} AS entry
WHERE entry.refs @> ARRAY[$1::text] AND entry.refs && $2::text[]
  AND entry.known_from <= $3::bigint AND entry.known_to > $3::bigint
ORDER BY entry.born`;
  const values = [token, anyToken, reading.position];
  for (const { tokens, ...row } of await select<Row & { tokens: readonly string[] }>(side.pool, statement, values))
    for (const each of tokens) found.get(each)?.push(row);
  return found;
}
