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
 * $1 tokens of persons, $2 position. Every judgement that names one of the persons, then from each on to those that name one of its two.
 * A revoked judgement has none and links nothing, so a cluster falls apart as it was joined.
 */
function judgementsAround(schema: string): string {
  const table = tableIn(schema, 'judgements');
  const standing = `${knownBetween('$2')} AND entry.doc ->> 'judgement' = 'positive'`;
  const pair = `entry.key, entry.doc ->> 'left', entry.doc ->> 'right'`;
  return `WITH RECURSIVE linked (key, one, other) AS (
  SELECT ${pair} FROM ${table} AS entry WHERE entry.refs && $1::text[] AND ${standing}
UNION
  SELECT ${pair}
  FROM linked JOIN ${table} AS entry ON entry.refs && ARRAY['person:' || linked.one, 'person:' || linked.other]
  WHERE ${standing}
)
SELECT ${COLUMNS} FROM linked JOIN ${table} AS entry ON entry.key = linked.key WHERE ${knownBetween('$2')}
ORDER BY entry.born`;
}

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

/** The clusters of many persons at the reading's position: one statement, with one look into the index, and one for each judgement. */
export async function readClusters(side: ReadSide, reading: Reading, persons: readonly string[]): Promise<Clusters> {
  if (persons.length === 0) return clustersOf([]);
  const tokens = persons.map((person) => `person:${person}`);
  const rows = await select<Row>(side.pool, judgementsAround(reading.schema), [tokens, reading.position]);
  return clustersOf(rows.map(({ doc }) => doc as Pair));
}

/** All persons that are one with this one, itself included, in the order of ids. */
export const readCluster = async (side: ReadSide, reading: Reading, person: string): Promise<readonly string[]> =>
  (await readClusters(side, reading, [person])).of(person);
