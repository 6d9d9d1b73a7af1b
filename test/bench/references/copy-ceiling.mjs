import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withClient } from '../harness/database.mjs';

const CHUNK = 1024 * 1024;
const TABLES = `
SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'rm_1'::regnamespace AND c.relkind = 'r' ORDER BY c.relname`;

/** All rows of a table as COPY writes them. */
async function rowsOf(client, table) {
  const chunks = [];
  for await (const chunk of client.query(copyTo(`COPY rm_1.${table} TO STDOUT`))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function* pieces(bytes) {
  for (let start = 0; start < bytes.length; start += CHUNK) yield bytes.subarray(start, start + CHUNK);
}

/**
 * The ceiling of a build: the rows that it leads to are there already, as text in memory, and only go into empty tables of the same form, which
 * then get the same indexes. Nothing is read, folded or written as text.
 */
export async function copyCeiling({ adminUrl }, events) {
  const { names, rows } = await withClient(adminUrl, async (client) => {
    const found = (await client.query(TABLES)).rows.map(({ name }) => name);
    const copied = new Map();
    for (const name of found) copied.set(name, await rowsOf(client, name));
    return { names: found, rows: copied };
  });
  const bytes = [...rows.values()].reduce((sum, { length }) => sum + length, 0);
  return {
    bytes,
    /** @returns {Promise<number>} events per second */
    async copy() {
      const client = new pg.Client({ connectionString: adminUrl, options: '-c synchronous_commit=off -c jit=off' });
      await client.connect();
      const begun = performance.now();
      await client.query('BEGIN; CREATE SCHEMA ceiling; SET LOCAL maintenance_work_mem = 131072');
      for (const name of names) {
        await client.query(`CREATE TABLE ceiling.${name} (LIKE rm_1.${name} INCLUDING CONSTRAINTS INCLUDING STORAGE)`);
        await pipeline(
          Readable.from(pieces(rows.get(name))),
          client.query(copyFrom(`COPY ceiling.${name} FROM STDIN`)),
        );
      }
      const definitions = await client.query(
        `SELECT pg_get_indexdef(indexrelid) AS text FROM pg_index WHERE indrelid::regclass::text LIKE 'rm_1.%'`,
      );
      for (const { text } of definitions.rows)
        await client.query(text.replace(/^CREATE (UNIQUE )?INDEX \S+ ON rm_1\./, 'CREATE $1INDEX ON ceiling.'));
      await client.query('COMMIT');
      const taken = performance.now() - begun;
      await client.query('DROP SCHEMA ceiling CASCADE');
      await client.end();
      return (events * 1_000) / taken;
    },
  };
}
