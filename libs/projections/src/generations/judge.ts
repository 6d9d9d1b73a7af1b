import type pg from 'pg';
import { asRefusal, type Statement } from '../postgres/batch-client.ts';
import { statementsOf } from '../postgres/batch-statements.ts';
import type { Generation } from '../postgres/create-generation.ts';
import { createIndexes, createTables } from '../postgres/generation-ddl.ts';
import { checkedSchema } from '../postgres/schema-name.ts';
import type { Judge } from './filling-tables.ts';

export const send = (client: pg.Client, { name, text, values }: Statement): Promise<unknown> =>
  client.query({ name, text, values: [...values] });

/**
 * What a batch writes is written to empty tables of the same form and taken back, so that the database refuses exactly what it refuses when
 * the log is followed, and the event is found and parked in the same way. Inside the caller's transaction; `drop` before it commits.
 */
export async function openJudge(
  client: pg.Client,
  generation: Generation,
  codeVersion: string,
): Promise<{ judge: Judge; drop(): Promise<void> }> {
  const schema = checkedSchema(`${generation.schema}_judged`);
  for (const statement of [...createTables(schema), ...createIndexes(schema)]) await client.query(statement);
  const { write } = statementsOf({ ...generation, schema }, codeVersion, 'log');
  return {
    async judge(changes) {
      await client.query('SAVEPOINT judged');
      try {
        for (const statement of write(changes)) await send(client, statement);
      } catch (error) {
        throw asRefusal(error);
      } finally {
        await client.query('ROLLBACK TO SAVEPOINT judged');
      }
    },
    drop: async () => void (await client.query(`DROP SCHEMA "${schema}" CASCADE`)),
  };
}
