import type pg from 'pg';
import type { MigrationInterface, Logger as TypeormLogger } from 'typeorm';

import { codeOf, messageOf, PlatformError } from '../error.ts';
import { describeUrl, withUrl } from './connection-url.ts';
import { newClient } from './pool.ts';
import type { DatabaseUrls } from './roles.ts';
import { ensureRoles, runFormatted } from './roles.ts';

/** A TypeORM migration; the class name ends in its 13-digit timestamp, by which they are ordered. */
export type MigrationClass = new () => MigrationInterface;

export interface PrepareDatabaseOptions {
  /** A role with CREATEROLE, and CREATEDB where the database is missing. Its own database is only used to log in. */
  readonly adminUrl: string;
  readonly database: string;
  readonly migrations: readonly MigrationClass[];
  /** Where the passwords of the roles are kept (0600). */
  readonly secretsDirectory: string;
}

export interface PreparedDatabase {
  /** The admin role, in this database. */
  readonly adminUrl: string;
  readonly urls: DatabaseUrls;
}

/** Any number; it only has to be the same in all processes. Roles belong to the whole server, so their setup is one at a time. */
const SETUP_LOCK = 4_120_171_227;
const LOCK = 'SELECT pg_advisory_lock($1)';
const PRIVILEGES =
  'SELECT rolname, rolsuper OR rolcreaterole AS roles, rolsuper OR rolcreatedb AS databases FROM pg_roles WHERE rolname = current_user';
const DATABASE_EXISTS = 'SELECT 1 FROM pg_database WHERE datname = $1';
const FORMAT_CREATE_DATABASE = `SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C''', $1::text) AS statement`;

const NO_SUCH_DATABASE = '3D000';
/** The database that every server has. */
const MAINTENANCE = 'postgres';

/** Logs in where the database that is to be made cannot be logged in to yet. */
async function connectToServer(adminUrl: string): Promise<pg.Client> {
  try {
    return await connect(adminUrl);
  } catch (error) {
    if (codeOf((error as Error).cause) !== NO_SUCH_DATABASE) throw error;
    return connect(withUrl(adminUrl, { database: MAINTENANCE }));
  }
}

async function connect(adminUrl: string): Promise<pg.Client> {
  const client = newClient(adminUrl);
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new PlatformError(
      'database-unreachable',
      `Cannot connect to the database ${describeUrl(adminUrl)}: ${messageOf(error)}.`,
      { cause: error },
    );
  }
}

function lacking(role: string, privilege: string): PlatformError {
  return new PlatformError(
    'database-privilege-missing',
    `The role "${role}" of DATABASE_URL needs ${privilege}: as a superuser run ALTER ROLE "${role}" ${privilege}.`,
  );
}

async function ensureDatabase(client: pg.Client, database: string): Promise<void> {
  const { rows } = await client.query<{ rolname: string; roles: boolean; databases: boolean }>(PRIVILEGES);
  const [role] = rows;
  if (!role?.roles) throw lacking(role?.rolname ?? '', 'CREATEROLE');
  const { rowCount } = await client.query(DATABASE_EXISTS, [database]);
  if (rowCount !== 0) return;
  if (!role.databases) throw lacking(role.rolname, 'CREATEDB');
  await runFormatted(client, FORMAT_CREATE_DATABASE, [database]);
}

/** What goes wrong is thrown and told once, by whoever catches it; TypeORM would print it a second time, past our log. */
const quiet: TypeormLogger = {
  logQuery() {},
  logQueryError() {},
  logQuerySlow() {},
  logSchemaBuild() {},
  logMigration() {},
  log() {},
};

const MIGRATIONS = 'schema_migrations';
/** Null before the first migration has ever run. */
const FIND_MIGRATIONS = `SELECT to_regclass('public.${MIGRATIONS}')::text AS name`;
const MIGRATIONS_THAT_RAN = `SELECT name FROM public.${MIGRATIONS}`;

async function migrationsThatRan(url: string): Promise<ReadonlySet<string>> {
  const client = await connect(url);
  try {
    const [found] = (await client.query<{ name: string | null }>(FIND_MIGRATIONS)).rows;
    if (found!.name === null) return new Set();
    const { rows } = await client.query<{ name: string }>(MIGRATIONS_THAT_RAN);
    return new Set(rows.map(({ name }) => name));
  } finally {
    await client.end();
  }
}

/** Nearly every start finds nothing to migrate, and is spared a tenth of all that it would load. */
async function migrateIfNeeded(url: string, migrations: readonly MigrationClass[]): Promise<void> {
  const ran = await migrationsThatRan(url);
  if (migrations.some(({ name }) => !ran.has(name))) await migrate(url, migrations);
}

/** TypeORM keeps what has run in `public.schema_migrations`; each migration is one transaction, so a failed one leaves nothing behind. */
async function migrate(url: string, migrations: readonly MigrationClass[]): Promise<void> {
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: [...migrations],
    migrationsTableName: MIGRATIONS,
    synchronize: false,
    logger: quiet,
  });
  try {
    await source.initialize();
    await source.runMigrations({ transaction: 'each' });
  } catch (error) {
    throw new PlatformError(
      'migration-failed',
      `The database ${describeUrl(url)} could not be brought up to date: ${messageOf(error)}.`,
      { cause: error },
    );
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

/**
 * Brings a database from whatever it is to what this release needs: the database itself, the group roles `afa_writer, afa_relay, afa_projector, afa_reader, afa_api`,
 * a login for each (`<database>_writer_login`, …) and all migrations. Safe to repeat, and safe to run in several processes at once.
 * @throws PlatformError `database-unreachable`, `database-privilege-missing`, `database-setup-failed`, `migration-failed`, `register-in-use`
 */
export async function prepareDatabase(options: PrepareDatabaseOptions): Promise<PreparedDatabase> {
  const { adminUrl, database, migrations, secretsDirectory } = options;
  const client = await connectToServer(adminUrl);
  try {
    // Given back when the connection ends, also by a crash.
    await client.query(LOCK, [SETUP_LOCK]);
    await ensureDatabase(client, database);
    const urls = await ensureRoles(client, adminUrl, database, secretsDirectory);
    const ownUrl = withUrl(adminUrl, { database });
    await migrateIfNeeded(ownUrl, migrations);
    return { adminUrl: ownUrl, urls };
  } catch (error) {
    if (error instanceof PlatformError || codeOf(error) === undefined) throw error;
    throw new PlatformError(
      'database-setup-failed',
      `The database ${describeUrl(adminUrl)} failed during set-up: ${messageOf(error)}.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
