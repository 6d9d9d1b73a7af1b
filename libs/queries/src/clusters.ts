import type { ReadSide, Reading } from './reading.ts';
import { select } from './rows.ts';
import { tableIn } from './sql.ts';

/**
 * All persons that standing positive judgements make one with this one, at the reading's position; itself included, in the order of ids.
 * A revoked judgement has none and links nothing, so a cluster falls apart exactly as it was joined. Costs one look into the index for each
 * member. An id that the register does not hold is a cluster of its own.
 */
export async function readCluster(side: ReadSide, reading: Reading, person: string): Promise<readonly string[]> {
  const statement = `WITH RECURSIVE cluster (person) AS (
  SELECT $1::text
UNION
  SELECT CASE WHEN entry.doc ->> 'left' = cluster.person THEN entry.doc ->> 'right' ELSE entry.doc ->> 'left' END
  FROM cluster
  JOIN ${tableIn(reading.schema, 'judgements')} AS entry ON entry.refs @> ARRAY['person:' || cluster.person]
  WHERE entry.known_from <= $2::bigint AND entry.known_to > $2::bigint AND entry.doc ->> 'judgement' = 'positive'
)
SELECT person FROM cluster ORDER BY person COLLATE "C"`;
  const rows = await select<{ person: string }>(side.pool, statement, [person, reading.position]);
  return rows.map((row) => row.person);
}
