import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  apiMigrations,
  eventLogMigrations,
  prepareDatabase,
  projectionMigrations,
  silent,
  startEmbeddedPostgres,
  withUrl,
} from './product.mjs';

/** On top of the product's own settings; the same for all contenders. A checkpoint in the middle of a round would hit one of them only. */
const SETTINGS = { max_connections: '400', max_wal_size: '8GB', checkpoint_timeout: '1h', autovacuum: 'on' };
const SHOWN = [
  'server_version',
  'fsync',
  'full_page_writes',
  'synchronous_commit',
  'wal_sync_method',
  'shared_buffers',
  'max_wal_size',
  'checkpoint_timeout',
  'jit',
];
const SHOW = 'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name';

/** Runs the statements on a connection of their own. */
export async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The embedded PostgreSQL of the product in a directory of its own, removed with it. */
export async function startServer() {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'afa-bench-'));
  chmodSync(dataDirectory, 0o711);
  const server = await startEmbeddedPostgres({
    dataDirectory,
    logger: silent,
    settings: SETTINGS,
    sharedDirectory: join(dataDirectory, 'shared'),
  });
  const secretsDirectory = join(dataDirectory, 'secrets');
  return {
    dataDirectory,
    adminUrl: server.adminUrl,
    async settings() {
      const { rows } = await withClient(server.adminUrl, (client) => client.query(SHOW, [SHOWN]));
      return rows.map(({ name, value }) => `${name} ${value}`).join(', ');
    },
    /** A database of the product with all its migrations. @returns {Promise<{adminUrl: string, urls: object}>} */
    product: (database) =>
      prepareDatabase({
        adminUrl: server.adminUrl,
        database,
        migrations: [...eventLogMigrations, ...projectionMigrations, ...apiMigrations],
        secretsDirectory,
      }),
    /** An empty database for a reference. */
    async empty(database) {
      await withClient(server.adminUrl, (client) =>
        client.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`),
      );
      return withUrl(server.adminUrl, { database });
    },
    checkpoint: () => withClient(server.adminUrl, (client) => client.query('CHECKPOINT')),
    async walBytes(work) {
      const at = async () =>
        (
          await withClient(server.adminUrl, (client) =>
            client.query(`SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS at`),
          )
        ).rows[0].at;
      const before = await at();
      await work();
      return Number(await at()) - Number(before);
    },
    async stop() {
      await server.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}
