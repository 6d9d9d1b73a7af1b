import { createHash, type Hash } from 'node:crypto';

/** What a backup said of itself when it was taken. */
export interface BackupFacts {
  /** End of the log when the backup was begun; null before the first line has come. */
  readonly position: string | null;
  /** Lines so far, the header and the last among them. */
  readonly lines: number;
}

const LINE_FEED = 0x0a;
const FIRST_LINES = 2;

/**
 * Looks at a backup as it goes by, in constant memory: whether it has come whole is told by its last line, which holds the number of
 * events and the digest of all bytes before it. What each line holds is checked on restore.
 */
export class BackupCheck {
  /** Of all whole lines but the last. */
  readonly #before: Hash = createHash('sha256');
  /** The last whole line, held back because it may be the last of all; then what is begun. */
  #held: Buffer = Buffer.alloc(0);
  #begun: Buffer[] = [];
  #position: string | null = null;
  #lines = 0;

  take(bytes: Buffer): void {
    const end = bytes.lastIndexOf(LINE_FEED);
    if (end < 0) return void this.#begun.push(bytes);
    const whole = Buffer.concat([this.#held, ...this.#begun, bytes.subarray(0, end + 1)]);
    if (this.#lines === 0) this.#position = positionIn(whole.subarray(0, whole.indexOf(LINE_FEED)));
    const last = whole.lastIndexOf(LINE_FEED, whole.length - 2) + 1;
    this.#before.update(whole.subarray(0, last));
    this.#lines += countLines(whole) - (this.#held.length > 0 ? 1 : 0);
    this.#held = whole.subarray(last);
    this.#begun = [bytes.subarray(end + 1)];
  }

  get facts(): BackupFacts {
    return { position: this.#position, lines: this.#lines };
  }

  /** The number of events, where the backup is whole; null where it is not. */
  events(): number | null {
    const rest = this.#begun.some((part) => part.length > 0);
    const { events, sha256 } = parse(this.#held) as { events?: unknown; sha256?: unknown };
    const whole = !rest && typeof events === 'number' && sha256 === this.#before.copy().digest('hex');
    return whole && events === this.#lines - FIRST_LINES - 1 ? events : null;
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

function parse(line: Buffer): object {
  try {
    return (JSON.parse(line.toString()) as object | null) ?? {};
  } catch {
    return {};
  }
}

const positionIn = (line: Buffer): string | null => {
  const { position } = parse(line) as { position?: unknown };
  return typeof position === 'string' ? position : null;
};
