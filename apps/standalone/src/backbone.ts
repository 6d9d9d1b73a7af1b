import { openPostgresEventLog, eventLogMigrations, type EventLog } from '#libs/event-log';
import {
  type DatabaseUrls,
  ensureDirectory,
  type MigrationClass,
  prepareDatabase,
  type StandaloneConfiguration,
  startEmbeddedPostgres,
} from '#libs/platform';
import { plainCodec } from '#libs/privacy';
import { projectionMigrations } from '#libs/projections';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { apiMigrations } from '../../command-api/src/index.ts';

const migrations: readonly MigrationClass[] = [...eventLogMigrations, ...projectionMigrations, ...apiMigrations];

/** The database, prepared and migrated, with one login for each duty. */
export interface Database {
  readonly adminUrl: string;
  readonly urls: DatabaseUrls;
  /** Stops the embedded server; an external one is left alone. */
  stop(): Promise<void>;
}

/**
 * The embedded PostgreSQL, or the one of `DATABASE_URL`, migrated.
 * @throws PlatformError with one sentence for the person at the terminal.
 */
export async function openDatabase(configuration: StandaloneConfiguration, logger: Logger): Promise<Database> {
  const { dataDirectory, databaseUrl } = configuration;
  await ensureDirectory(dataDirectory);
  const embedded = databaseUrl ? null : await startEmbeddedPostgres({ dataDirectory, logger });
  const stop = async (): Promise<void> => embedded?.stop();
  try {
    const adminUrl = databaseUrl ?? embedded!.adminUrl;
    const database = databaseUrl ? decodeURIComponent(new URL(databaseUrl).pathname.slice(1)) : 'all_for_all';
    const secretsDirectory = join(dataDirectory, 'secrets');
    const prepared = await prepareDatabase({ adminUrl, database, migrations, secretsDirectory });
    return { ...prepared, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The event log of the database, with this process as its one writer. */
export const openLog = (database: Database, logger: Logger, onFenced: (reason: Error) => void): Promise<EventLog> =>
  openPostgresEventLog({
    writerUrl: database.urls.writer,
    readerUrl: database.urls.reader,
    codec: plainCodec,
    logger,
    onFenced,
  });
