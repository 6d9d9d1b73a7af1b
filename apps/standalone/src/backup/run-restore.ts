import { restoreBackup, restoreExitCode } from './restore.ts';

const TELL_EVERY = 3_000;
const EXPECTED = new Set([
  'BackupRefused',
  'EventLogNotEmpty',
  'EventLogAlreadyOpen',
  'EventLogUnavailable',
  'EventLogUnsafe',
]);

const sentences: Readonly<Record<string, string>> = {
  BackupRefused: 'Nothing was restored.',
  EventLogNotEmpty: 'A backup is only restored into an empty register; name another data directory with AFA_DATA_DIR.',
};

function said(error: unknown): string {
  const { name, message, stack, code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (!EXPECTED.has(name)) return stack ?? message;
  return [message, sentences[name]].filter(Boolean).join('. ');
}

export interface RunRestoreOptions {
  readonly file: string;
  /** Login in the group `afa_writer` of the migrated database. */
  readonly writerUrl: string;
  /** Gets one line at a time. */
  readonly say: (line: string) => void;
}

/**
 * Restores for somebody at a terminal: tells how far it is and how it ended, and answers the exit code of the process
 * (0, or what `restoreExitCode` says). Never throws.
 */
export async function runRestore({ file, writerUrl, say }: RunRestoreOptions): Promise<number> {
  let told = performance.now();
  const onProgress = (events: number): void => {
    if (performance.now() - told < TELL_EVERY) return;
    told = performance.now();
    say(`restoring: ${events.toLocaleString('en')} events checked`);
  };
  try {
    const { events, lastPosition } = await restoreBackup({ file, writerUrl, onProgress });
    say(
      `${events.toLocaleString('en')} events restored, up to position ${lastPosition}; the read models are built on the next start`,
    );
    return 0;
  } catch (error) {
    say(`${file} cannot be restored: ${said(error)}`);
    return restoreExitCode(error);
  }
}
