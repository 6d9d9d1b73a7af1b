import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

/** Emmett's event store, as a user sets it up: migrated once beforehand, and with one connection for each client. */
export async function openEmmett(url, clients) {
  const pool = new pg.Pool({ connectionString: url, max: clients });
  const store = getPostgreSQLEventStore(url, {
    connectionOptions: { pooled: true, pool },
    schema: { autoMigration: 'None' },
  });
  await store.schema.migrate();
  return {
    async append(stream, revision, { type, data, metadata }) {
      const expectedStreamVersion = revision === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision);
      await store.appendToStream(stream, [{ type, data, metadata }], { expectedStreamVersion });
    },
    async close() {
      await store.close();
      await pool.end().catch(() => undefined);
    },
  };
}
