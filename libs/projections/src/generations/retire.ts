import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { inTransaction, REGISTER } from '../postgres/create-generation.ts';
import { checkedSchema, schemaOf } from '../postgres/schema-name.ts';

/** The generation cannot be retired: it serves, or is not there. */
export class RetirementRefused extends Error {
  override readonly name = 'RetirementRefused';
}

/** $1 projection, $2 generation */
const RETIRE = `
UPDATE projection.generations SET status = 'retired'
 WHERE projection = $1 AND generation = $2 AND status IN ('building', 'standby') RETURNING generation`;
const STATUS = 'SELECT status FROM projection.generations WHERE projection = $1 AND generation = $2';

/** $1 projection, $2 generation. Whoever still follows it fails at its next batch, before it touches a row. */
const FORGET = [
  'DELETE FROM projection.checkpoints WHERE projection = $1 AND generation = $2',
  'DELETE FROM projection.parked WHERE projection = $1 AND generation = $2',
];

/** $1 projection. Those whose rows are still there. */
const LEFT_OVER = `
SELECT generation FROM projection.generations
 WHERE projection = $1 AND status = 'retired' AND to_regnamespace(schema) IS NOT NULL ORDER BY generation`;

/** Somebody who still reads or writes a table keeps the schema for a moment; in the queue for the lock others would wait behind it. */
const SET_TIMEOUT = `SET LOCAL lock_timeout = '50ms'`;
const LOCK_NOT_AVAILABLE = '55P03';
const BETWEEN = 50;

async function refuseUnretired(client: pg.ClientBase, generation: number): Promise<never> {
  const { rows } = await client.query<{ status: string }>(STATUS, [REGISTER, generation]);
  const status = rows[0]?.status;
  if (status === 'serving') throw new RetirementRefused(`generation ${generation} serves`);
  throw new RetirementRefused(`there is no generation ${generation} that could be retired`);
}

/** Whether a generation could be retired, without doing it. @throws RetirementRefused */
export async function requireRetirable(client: pg.ClientBase, generation: number): Promise<void> {
  const { rows } = await client.query<{ status: string }>(STATUS, [REGISTER, generation]);
  if (!['building', 'standby'].includes(rows[0]?.status ?? '')) await refuseUnretired(client, generation);
}

/**
 * Takes a generation out of use, one that stands by or is being built: nothing follows or fills it any more. Its row stays, so that its number
 * is never given again; its tables go with `dropRetired`.
 * @throws RetirementRefused
 */
export function retireGeneration(client: pg.ClientBase, generation: number): Promise<void> {
  return inTransaction(client, async () => {
    const { rowCount } = await client.query(RETIRE, [REGISTER, generation]);
    if (rowCount === 0) await refuseUnretired(client, generation);
    for (const statement of FORGET) await client.query(statement, [REGISTER, generation]);
  });
}

/** @returns false where somebody uses a table right now */
async function drop(client: pg.ClientBase, generation: number): Promise<boolean> {
  try {
    await inTransaction(client, async () => {
      await client.query(SET_TIMEOUT);
      await client.query(`DROP SCHEMA IF EXISTS "${checkedSchema(schemaOf(generation))}" CASCADE`);
    });
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error;
    return false;
  }
}

/**
 * Removes the tables of retired generations; those that somebody uses right now are tried again for a while, and left to the next call.
 */
export async function dropRetired(client: pg.ClientBase, attempts = 1): Promise<void> {
  const { rows } = await client.query<{ generation: number }>(LEFT_OVER, [REGISTER]);
  for (const { generation } of rows)
    for (let left = attempts; left > 0 && !(await drop(client, generation)); left -= 1) await pause(BETWEEN);
}
