import { createReadStream } from 'node:fs';
import { type RestoredLog, RestoreRefused, restorePostgresEventLog } from '#libs/event-log';
import { LINES_BEFORE_EVENTS } from './format.ts';
import { readBackup } from './read.ts';
import { BackupRefused } from './refused.ts';

export interface RestoreBackupOptions {
  /** Path of the backup; `-` is standard input. */
  readonly file: string;
  /** Login in the group `afa_writer` of a migrated database. */
  readonly writerUrl: string;
  /** Called with the number of events so far. */
  readonly onProgress?: (events: number) => void;
}

/** Documented in docs/cli.md: 3 the backup is refused, 4 no such file, 5 the log is not empty or in use, 6 the database is away. */
const exitCodes: Readonly<Record<string, number>> = {
  BackupRefused: 3,
  ENOENT: 4,
  EventLogNotEmpty: 5,
  EventLogAlreadyOpen: 5,
  EventLogFenced: 5,
  EventLogUnavailable: 6,
};

/** What a process that failed to restore ends with. */
export function restoreExitCode(error: unknown): number {
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  return exitCodes[code ?? ''] ?? exitCodes[name ?? ''] ?? 1;
}

/**
 * Puts a backup into an empty log, whole or not at all; nothing else may write it meanwhile. The read models follow on the next start.
 * @throws BackupRefused naming the line · EventLogNotEmpty, EventLogAlreadyOpen, EventLogUnavailable · the file system's errors
 */
export async function restoreBackup({ file, writerUrl, onProgress }: RestoreBackupOptions): Promise<RestoredLog> {
  const bytes = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 18 });
  try {
    return await restorePostgresEventLog({
      writerUrl,
      events: readBackup(bytes),
      ...(onProgress && { onProgress }),
    });
  } catch (error) {
    if (!(error instanceof RestoreRefused) || error.position === null) throw error;
    // One event a line, and positions were found gapless: so the position gives the line.
    throw new BackupRefused(Number(error.position) + LINES_BEFORE_EVENTS, `is refused: ${error.message}`, {
      cause: error,
    });
  } finally {
    bytes.destroy();
  }
}
