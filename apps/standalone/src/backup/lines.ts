import { BackupRefused } from './refused.ts';

const LINE_FEED = 0x0a;
/** Far above any event; without a limit a file without line feeds would fill the memory. */
const LONGEST_LINE = 64 * 1024 * 1024;

export interface NumberedLine {
  /** Counted from 1. */
  readonly number: number;
  /** Without its line feed. */
  readonly bytes: Buffer;
}

/** Splits bytes into lines. @throws BackupRefused where the last line has no line feed, for then something is missing behind it */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  let number = 1;
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, from)) {
      yield { number, bytes: Buffer.concat([...begun, bytes.subarray(from, at)]) };
      number += 1;
      begun = [];
      length = 0;
      from = at + 1;
    }
    if (from === bytes.length) continue;
    begun.push(bytes.subarray(from));
    length += bytes.length - from;
    if (length > LONGEST_LINE) throw new BackupRefused(number, 'is too long');
  }
  if (length > 0) throw new BackupRefused(number, 'is cut off');
  if (number === 1) throw new BackupRefused(1, 'is missing: the file is empty');
}
