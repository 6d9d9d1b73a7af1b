import pg from 'pg';
import { withClient } from '../harness/database.mjs';
import { EVENTS_TABLE } from './events-table.mjs';

const INSERT = {
  name: 'insert',
  text: `INSERT INTO events (stream, revision, id, type, schema_version, recorded_at, data, metadata)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING position`,
};

/**
 * One prepared INSERT for each event, autocommitted; the unique index on stream and revision is the optimistic check.
 * Each client has a connection of its own.
 */
export async function openSingleInsert(url, clients) {
  await withClient(url, (client) => client.query(EVENTS_TABLE));
  const idle = [];
  const waiting = [];
  const all = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  idle.push(...all);
  const take = () => idle.pop() ?? new Promise((resolve) => waiting.push(resolve));
  const give = (client) => (waiting.length > 0 ? waiting.shift()(client) : idle.push(client));
  return {
    async append(stream, revision, { id, type, schemaVersion, data, metadata }) {
      const client = await take();
      try {
        const values = [
          stream,
          revision,
          id,
          type,
          schemaVersion,
          new Date().toISOString(),
          JSON.stringify(data),
          JSON.stringify(metadata),
        ];
        await client.query({ ...INSERT, values });
      } finally {
        give(client);
      }
    },
    close: () => Promise.all(all.map((client) => client.end())),
  };
}
