import type { EventLog } from '../port.ts';
import { WakeUp } from '../wake-up.ts';
import { GroupWriter, type WriterStatus } from './group-writer.ts';
import { LogReads } from './log-reads.ts';
import { readerOf } from './open-log-reader.ts';
import type { PostgresEventLogOptions } from './options.ts';

export interface PostgresEventLog extends EventLog {
  status(): WriterStatus;
}

/**
 * Opens the log in Postgres as its one writer (see `GroupWriter`). The schema must stand (`eventLogMigrations`).
 * Subscriptions of this process are woken by each batch. `close` writes what waits before it lets go.
 * @throws EventLogAlreadyOpen another process writes it · EventLogUnsafe the server may lose acknowledged events ·
 *   EventLogDamaged the log does not end where its writer stopped · EventLogUnavailable not reachable
 */
export async function openPostgresEventLog(options: PostgresEventLogOptions): Promise<PostgresEventLog> {
  const wakeUp = new WakeUp();
  const writer = await GroupWriter.open(options, wakeUp);
  const reads = new LogReads({ ...options, url: options.readerUrl });
  const reader = readerOf(reads, wakeUp, async () => {
    await writer.close();
    await reads.close();
  });
  return { ...reader, append: (request) => writer.append(request), status: () => writer.status() };
}
