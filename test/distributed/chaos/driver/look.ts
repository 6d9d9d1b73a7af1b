import type { PartitionStanding } from '../../../chaos/checker/partitions.ts';
import { askServing } from '../../../chaos/driver/serving-schema.ts';

/** $1 topic. One statement is one snapshot. */
const standing = (schema: string): string => `
WITH g AS (SELECT projection, generation FROM projection.generations WHERE schema = '${schema}')
SELECT pg_postmaster_start_time()::text AS server, g.generation,
       projection.complete_position(g.projection, g.generation)::text AS complete,
       (SELECT json_build_object('incarnation', incarnation, 'position', position::text)
          FROM relay.topics WHERE topic = $1) AS published,
       (SELECT coalesce(json_agg(json_build_object('partition', c.partition, 'incarnation', c.incarnation, 'next', c.next_offset::text)), '[]')
          FROM projection.checkpoints c
         WHERE c.projection = g.projection AND c.generation = g.generation AND c.incarnation IS NOT NULL) AS partitions,
       (SELECT coalesce(json_object_agg(stream, revision), '{}') FROM "${schema}".stream_heads) AS heads,
       (SELECT coalesce(json_object_agg(stream, revision), '{}')
          FROM (SELECT stream, min(revision) AS revision FROM projection.parked p
                 WHERE p.projection = g.projection AND p.generation = g.generation GROUP BY stream) AS waiting) AS parked
  FROM g`;

type Heads = PartitionStanding['heads'];

/** What is other than before: thousands of streams stand still from look to look. */
function changed(now: Heads, before: Heads): Heads {
  const others = Object.entries(now).filter(([stream, revision]) => before[stream] !== revision);
  const gone = Object.keys(before).filter((stream) => !(stream in now));
  return Object.fromEntries([...others, ...gone.map((stream) => [stream, -1] as const)]);
}

/** Looks at offsets and rows in SQL alone; each look tells of the heads what has changed since the one before. */
export function lookingAt(adminUrl: string, topic: string): () => Promise<PartitionStanding> {
  let before: Heads = {};
  return async () => {
    const found = await askServing<PartitionStanding>(adminUrl, standing, [topic]);
    const heads = changed(found.heads, before);
    before = found.heads;
    return { ...found, heads };
  };
}
