import { type EventLog, EventLogAlreadyOpen, openPostgresEventLog } from '#libs/event-log';
import {
  databaseOf,
  type DatabaseUrls,
  type EmbeddedPostgres,
  ensureDirectory,
  PlatformError,
  prepareDatabase,
  secretsIn,
  type StandaloneConfiguration,
} from '#libs/platform';
import { plainCodec } from '#libs/privacy';
import type { Logger } from 'pino';
import { registerMigrations } from '../../command-api/src/index.ts';

/** The database, prepared and migrated, with one login for each duty. */
export interface Database {
  readonly adminUrl: string;
  readonly urls: DatabaseUrls;
  /** Stops the embedded server; an external one is left alone. */
  stop(): Promise<void>;
}

/**
 * The embedded PostgreSQL, or without one that of `DATABASE_URL`, migrated; the embedded one is stopped where that fails.
 * @throws PlatformError with one sentence for the person at the terminal.
 */
export async function openDatabase(
  { dataDirectory, databaseUrl }: StandaloneConfiguration,
  embedded: EmbeddedPostgres | null,
): Promise<Database> {
  if (!embedded) await ensureDirectory(dataDirectory);
  const stop = async (): Promise<void> => embedded?.stop();
  try {
    const adminUrl = databaseUrl ?? embedded!.adminUrl;
    const database = databaseUrl ? databaseOf(databaseUrl) : 'all_for_all';
    const secretsDirectory = secretsIn(dataDirectory);
    const prepared = await prepareDatabase({ adminUrl, database, migrations: registerMigrations, secretsDirectory });
    return { ...prepared, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The event log of the database, with this process as its one writer.
 * @throws PlatformError `register-in-use` where another process has it
 */
export async function openLog(
  { urls }: Database,
  logger: Logger,
  onFenced: (reason: Error) => void,
): Promise<EventLog> {
  try {
    return await openPostgresEventLog({
      writerUrl: urls.writer,
      readerUrl: urls.reader,
      codec: plainCodec,
      logger,
      onFenced,
    });
  } catch (error) {
    if (!(error instanceof EventLogAlreadyOpen)) throw error;
    throw new PlatformError('register-in-use', `Another process has this register: ${error.message}; stop it first.`);
  }
}
