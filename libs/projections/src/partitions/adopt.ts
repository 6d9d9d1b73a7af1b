import type pg from 'pg';
import { type Generation, inTransaction } from '../postgres/create-generation.ts';

/** A partition of a topic as a generation follows it: in which incarnation, and the next offset to read. */
export interface Adopted {
  readonly incarnation: string;
  readonly next: string;
}

/** Nothing has been published to the topic yet. */
export class NotPublished extends Error {
  override readonly name = 'NotPublished';
}

const INCARNATION = 'SELECT incarnation FROM relay.topics WHERE topic = $1';

/** $1 projection, $2 generation. Whoever adopts, switches or retires takes its turn here. */
const HOLD_GENERATION = 'SELECT FROM projection.generations WHERE projection = $1 AND generation = $2 FOR UPDATE';

/** $1 projection, $2 generation, $3 partition, $4 incarnation */
const FOLLOWED = `
SELECT next_offset AS next FROM projection.checkpoints
 WHERE projection = $1 AND generation = $2 AND partition = $3 AND incarnation = $4`;

/** $1 projection, $2 generation. What was complete stays so, whatever becomes of the offsets that showed it. */
const KEEP_COMPLETE = `
UPDATE projection.generations SET complete = coalesce(projection.complete_position($1, $2), 0)
 WHERE projection = $1 AND generation = $2`;

/** $1 projection, $2 generation, $3 partition, $4 incarnation. What is complete was published before these offsets, so reading goes on there. */
const ADOPT = `
INSERT INTO projection.checkpoints AS c (projection, generation, partition, position, incarnation, next_offset)
SELECT g.projection, g.generation, $3::int, g.complete, $4::uuid,
       coalesce((SELECT m.offsets[$3::int + 1] FROM relay.marks m
                  WHERE m.incarnation = $4::uuid AND m.position <= g.complete ORDER BY m.position DESC LIMIT 1), 0)
  FROM projection.generations g WHERE g.projection = $1 AND g.generation = $2
ON CONFLICT (projection, generation, partition) DO UPDATE
   SET position = excluded.position, incarnation = excluded.incarnation, next_offset = excluded.next_offset
RETURNING next_offset AS next`;

/** The incarnation that is published now. @throws NotPublished */
export async function currentIncarnation(database: pg.Pool | pg.ClientBase, topic: string): Promise<string> {
  const { rows } = await database.query<{ incarnation: string }>(INCARNATION, [topic]);
  if (!rows[0]) throw new NotPublished(`nothing has been published to ${topic} yet`);
  return rows[0].incarnation;
}

/**
 * Where a generation goes on in a partition. A topic that has begun anew is read from its beginning, or from where what is complete had been
 * published again: repeats are dropped by revision. @throws NotPublished
 */
export async function adoptPartition(
  pool: pg.Pool,
  { projection, generation }: Generation,
  topic: string,
  partition: number,
): Promise<Adopted> {
  const own = [projection, generation];
  const client = await pool.connect();
  try {
    return await inTransaction(client, async () => {
      await client.query(HOLD_GENERATION, own);
      const incarnation = await currentIncarnation(client, topic);
      const { rows } = await client.query<{ next: string }>(FOLLOWED, [...own, partition, incarnation]);
      if (rows[0]) return { incarnation, next: rows[0].next };
      await client.query(KEEP_COMPLETE, own);
      const adopted = await client.query<{ next: string }>(ADOPT, [...own, partition, incarnation]);
      return { incarnation, next: adopted.rows[0]!.next };
    });
  } finally {
    client.release();
  }
}
