import { createHash, type Hash } from 'node:crypto';

export const formats = ['csv', 'jsonl', 'parquet'] as const;
export type Format = (typeof formats)[number];

const LINE_FEED = 0x0a;
const QUOTE = 0x22;

/** Counts the ends of records in bytes as they go by; a line break in quotes ends none. */
function recordCounter(quoted: boolean): (bytes: Uint8Array) => number {
  let inside = false;
  return (bytes) => {
    let ends = 0;
    for (const byte of bytes) {
      if (quoted && byte === QUOTE) inside = !inside;
      else if (byte === LINE_FEED && !inside) ends += 1;
    }
    return ends;
  };
}

/** What came of an export, counted as it goes by in constant memory, to be held against its manifest. */
export class ExportTally {
  readonly #hash: Hash = createHash('sha256');
  readonly #recordsIn: ((bytes: Uint8Array) => number) | null;
  readonly #headers: number;
  #records = 0;
  #bytes = 0;

  constructor(format: Format) {
    this.#recordsIn = format === 'parquet' ? null : recordCounter(format === 'csv');
    this.#headers = format === 'csv' ? 1 : 0;
  }

  take(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    this.#records += this.#recordsIn?.(bytes) ?? 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Rows so far; null for Parquet, which says it in its own last bytes. */
  get rows(): number | null {
    return this.#recordsIn ? Math.max(0, this.#records - this.#headers) : null;
  }

  /** The SHA-256 of all bytes so far, in hex. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
