import pg from 'pg';
import type { NewEvent, RecordedEvent } from '#libs/contracts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.ts';
import { EventLogUnavailable, type EventLog, type ExpectedRevision } from '../port.ts';
import { openPostgresEventLog, type PostgresEventLog } from '../postgres/open-event-log.ts';
import type { PostgresEventLogOptions } from '../postgres/options.ts';
import type { Place } from './history-check.ts';
import { appended, plainCodec } from './sample-events.ts';

/** A database with an admin connection, and a way to open logs in it that are closed with it. */
export interface LogDatabase {
  readonly database: TestDatabase;
  readonly admin: pg.Client;
  open(options?: Partial<PostgresEventLogOptions>): Promise<PostgresEventLog>;
  /** The whole log in position order, read without product code. */
  places(): Promise<Place[]>;
  /** Ends the sessions that write the log; returns how many. */
  endWriterSessions(): Promise<number>;
  drop(): Promise<void>;
}

const PLACES = 'SELECT id, stream, revision::int AS revision, position FROM log.events ORDER BY position';
const END_WRITERS = `
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND application_name LIKE 'all-for-all log writer%'`;

export async function createLogDatabase(): Promise<LogDatabase> {
  const database = await createTestDatabase();
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const opened: PostgresEventLog[] = [];
  return {
    database,
    admin,
    open: async (options) => {
      const { writer, reader } = database.urls;
      const log = await openPostgresEventLog({ writerUrl: writer, readerUrl: reader, codec: plainCodec, ...options });
      opened.push(log);
      return log;
    },
    places: async () => (await admin.query<Place>(PLACES)).rows,
    endWriterSessions: async () => (await admin.query(END_WRITERS)).rowCount ?? 0,
    drop: async () => {
      for (const log of opened) await log.close();
      await admin.end();
      await database.drop();
    },
  };
}

/** Appends as a client does that may be cut off: the same append again until the log has answered. */
export async function appendUntilAnswered(
  log: EventLog,
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision = 'any',
): Promise<readonly RecordedEvent[]> {
  for (;;) {
    try {
      return await appended(log, stream, events, expected);
    } catch (error) {
      if (!(error instanceof EventLogUnavailable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** How much of the nightly figure a fault run does; a tenth by default, so that the tests stay short. */
export function scaled(nightly: number): number {
  return Math.max(1, Math.round(nightly * Number(process.env['AFA_FAULT_SCALE'] ?? 0.1)));
}
