import type pg from 'pg';
import { createLacking, type Generation, REGISTER } from '../postgres/create-generation.ts';

/** A generation in use. */
export interface LiveGeneration extends Generation {
  readonly status: 'building' | 'serving' | 'standby';
  /** Whether it can be followed: all of the log up to some position is in it. */
  readonly filled: boolean;
  /** What it lacks of what this code reads and writes; empty where it was made by code that agrees. */
  readonly lacking: readonly string[];
}

/** $1 projection */
const LIVE = `
SELECT g.projection, g.generation, g.schema, g.status,
       NOT EXISTS (SELECT FROM projection.builds b WHERE b.projection = g.projection AND b.generation = g.generation
                      AND b.filled_at IS NULL) AS filled
  FROM projection.generations g
 WHERE g.projection = $1 AND g.status IN ('building', 'serving', 'standby') ORDER BY g.generation`;

/** Asks which generations are in use. What one lacks is asked once: its tables do not change. */
export function createLive(database: Pick<pg.Pool, 'query'>): () => Promise<readonly LiveGeneration[]> {
  const lackingOf = createLacking(database);
  return async () => {
    const { rows } = await database.query<Omit<LiveGeneration, 'lacking'>>(LIVE, [REGISTER]);
    return Promise.all(rows.map(async (row) => ({ ...row, lacking: await lackingOf(row.schema) })));
  };
}

/** Whether queries can be answered from it and this code can keep it up. */
export const isUsable = ({ filled, lacking }: LiveGeneration): boolean => filled && lacking.length === 0;
