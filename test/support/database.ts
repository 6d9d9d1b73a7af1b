import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import pg from 'pg';

import type { DatabaseUrls, MigrationClass } from '#libs/platform';
import { prepareDatabase } from '#libs/platform';

export interface TestDatabase {
  /** Superuser, in this database. */
  readonly adminUrl: string;
  readonly urls: DatabaseUrls;
  readonly database: string;
  /** Ends all its connections and removes the database and its roles. */
  drop(): Promise<void>;
}

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is missing: database tests are *.e2e.ts files, run by the jest project "e2e".`);
  return value;
}

/** PostgreSQL's own quoting. */
const FORMAT_DROP_DATABASE = `SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', $1::text) AS statement`;
const FORMAT_DROP_LOGINS = `SELECT format('DROP ROLE %I', rolname) AS statement FROM pg_roles WHERE starts_with(rolname, $1::text || '_')`;

/** Ends all connections of the database and removes it and its roles. */
export async function dropDatabase(serverUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    for (const format of [FORMAT_DROP_DATABASE, FORMAT_DROP_LOGINS]) {
      const { rows } = await client.query<{ statement: string }>(format, [database]);
      for (const { statement } of rows) await client.query(statement);
    }
  } finally {
    await client.end();
  }
}

/**
 * A database of its own on the one embedded PostgreSQL of the test run, migrated as asked.
 * Without `migrations` those of the event log are run; a suite above it passes the ones it needs, in any order (they sort themselves by time).
 */
export async function createTestDatabase(
  options: { migrations?: readonly MigrationClass[] } = {},
): Promise<TestDatabase> {
  const serverUrl = environment('AFA_TEST_ADMIN_URL');
  const database = `test_${randomBytes(6).toString('hex')}`;
  const migrations = options.migrations ?? (await import('#libs/event-log')).eventLogMigrations;
  const secretsDirectory = join(environment('AFA_TEST_DIRECTORY'), 'test-secrets');
  const prepared = await prepareDatabase({ adminUrl: serverUrl, database, migrations, secretsDirectory });
  return { ...prepared, database, drop: () => dropDatabase(serverUrl, database) };
}
