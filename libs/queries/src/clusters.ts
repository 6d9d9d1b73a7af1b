import type { ReadSide, Reading } from './reading.ts';
import { COLUMNS, type Row, select, type StoredDocument } from './rows.ts';
import { knownBetween, tableIn } from './sql.ts';

/** The persons that standing positive judgements make one, for each of some persons. */
export interface Clusters {
  /** All members, the person itself included, in the order of ids. A person that nobody judged is a cluster of its own. */
  of(person: string): readonly string[];
  /** The judgements that make the clusters, the first recorded first. */
  readonly judgements: readonly StoredDocument[];
}

/**
 * $1 persons, $2 position. From each person on to whom a judgement names beside it, each person once; then every judgement whose left side
 * was reached, which is each of them once. A revoked judgement has none and links nothing, so a cluster falls apart as it was joined.
 */
const judgementsAround = (schema: string): string => `
WITH RECURSIVE reached (person) AS (
  SELECT unnest($1::text[])
UNION
  SELECT CASE WHEN entry.doc ->> 'left' = reached.person THEN entry.doc ->> 'right' ELSE entry.doc ->> 'left' END
  FROM reached
  JOIN ${tableIn(schema, 'judgements')} AS entry ON entry.refs @> ARRAY['person:' || reached.person]
  WHERE ${knownBetween('$2')} AND entry.doc ->> 'judgement' = 'positive'
)
SELECT ${COLUMNS}
FROM reached
JOIN ${tableIn(schema, 'judgements')} AS entry ON entry.refs @> ARRAY['person:' || reached.person]
WHERE ${knownBetween('$2')} AND entry.doc ->> 'judgement' = 'positive' AND entry.doc ->> 'left' = reached.person
ORDER BY entry.born`;

type Pair = StoredDocument & { readonly left: string; readonly right: string };

function neighboursIn(pairs: readonly Pair[]): ReadonlyMap<string, readonly string[]> {
  const neighbours = new Map<string, string[]>();
  const join = (one: string, other: string): void => {
    const known = neighbours.get(one);
    if (known) known.push(other);
    else neighbours.set(one, [other]);
  };
  for (const { left, right } of pairs) {
    join(left, right);
    join(right, left);
  }
  return neighbours;
}

function membersFrom(person: string, neighbours: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const members = new Set([person]);
  for (const member of members) for (const other of neighbours.get(member) ?? []) members.add(other);
  return [...members].sort();
}

function clustersOf(pairs: readonly Pair[]): Clusters {
  const neighbours = neighboursIn(pairs);
  const known = new Map<string, readonly string[]>();
  return {
    judgements: pairs,
    of(person) {
      const before = known.get(person);
      if (before) return before;
      const members = membersFrom(person, neighbours);
      for (const member of members) known.set(member, members);
      return members;
    },
  };
}

/** The clusters of many persons at the reading's position: one statement, with two looks into the index for each member. */
export async function readClusters(side: ReadSide, reading: Reading, persons: readonly string[]): Promise<Clusters> {
  if (persons.length === 0) return clustersOf([]);
  const rows = await select<Row>(side.pool, judgementsAround(reading.schema), [persons, reading.position]);
  return clustersOf(rows.map(({ doc }) => doc as Pair));
}

/** All persons that are one with this one, itself included, in the order of ids. */
export const readCluster = async (side: ReadSide, reading: Reading, person: string): Promise<readonly string[]> =>
  (await readClusters(side, reading, [person])).of(person);
