/** The backup is damaged, incomplete or of a form this release does not read. Nothing of it was kept. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
  /** Counted from 1. */
  readonly line: number;

  constructor(line: number, why: string, options?: ErrorOptions) {
    super(`line ${line} of the backup ${why}`, options);
    this.line = line;
  }
}
