import { createHash, type Hash } from 'node:crypto';
import type { z } from 'zod';
import type { RecordedEvent } from '#libs/contracts';
import { end, eventLine, FORMAT, type Header, header, keys, LINES_BEFORE_EVENTS, VERSION } from './format.ts';
import { digestOf, membersOf, type SealedLine, takeApart } from './line.ts';
import { linesOf, type NumberedLine } from './lines.ts';
import { BackupRefused } from './refused.ts';

const LAST_LINE = Buffer.from('{"events":');

function parsed<Schema extends z.ZodType>(schema: Schema, number: number, line: SealedLine): z.output<Schema> {
  const result = schema.safeParse(membersOf(line));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BackupRefused(number, `is not of the expected form: ${issue?.path.join('.')} ${issue?.message}`);
}

/** A backup of a later release must be told apart from a damaged one. */
function readHeader(number: number, line: SealedLine): Header {
  const { format, version } = (membersOf(line) ?? {}) as { format?: unknown; version?: unknown };
  if (format !== FORMAT) throw new BackupRefused(number, `does not begin a backup of this register`);
  if (version !== VERSION)
    throw new BackupRefused(number, `says version ${String(version)}; this release reads version ${VERSION}`);
  return parsed(header, number, line);
}

/** Checks a backup line by line as it goes by; at the end it must be complete. */
class Inspection {
  readonly #everything: Hash = createHash('sha256');
  #header: Header | undefined;
  #events = 0;
  #line = 0;
  #complete = false;

  /** The event of the line, where it holds one. @throws BackupRefused */
  take({ number, bytes }: NumberedLine): RecordedEvent | undefined {
    if (this.#complete) throw new BackupRefused(number, 'stands behind the last line');
    this.#line = number;
    const line = takeApart(bytes);
    if (!line) throw new BackupRefused(number, 'is damaged: it does not end in a digest');
    if (number > LINES_BEFORE_EVENTS && line.body.subarray(0, LAST_LINE.length).equals(LAST_LINE)) {
      this.#end(number, line);
      return undefined;
    }
    if (digestOf(line.body) !== line.digest)
      throw new BackupRefused(number, 'is damaged: its bytes do not give its digest');
    this.#everything.update(bytes).update('\n');
    return this.#content(number, line);
  }

  /** @throws BackupRefused where the last line has not come */
  finish(): void {
    if (!this.#complete) throw new BackupRefused(this.#line + 1, 'is missing: the backup is cut off');
  }

  #content(number: number, line: SealedLine): RecordedEvent | undefined {
    if (number === 1) this.#header = readHeader(number, line);
    else if (number <= LINES_BEFORE_EVENTS) parsed(keys, number, line);
    else return this.#event(number, line);
    return undefined;
  }

  #event(number: number, line: SealedLine): RecordedEvent {
    const event = parsed(eventLine, number, line).event as RecordedEvent;
    this.#events += 1;
    if (event.position !== String(this.#events))
      throw new BackupRefused(number, `holds position ${event.position}, where ${this.#events} was expected`);
    return event;
  }

  #end(number: number, line: SealedLine): void {
    const { events } = parsed(end, number, line);
    if (events !== this.#events || String(events) !== this.#header?.position)
      throw new BackupRefused(
        number,
        `counts ${events} events; ${this.#events} are there and the first line announces ${this.#header?.position}`,
      );
    if (this.#everything.digest('hex') !== line.digest)
      throw new BackupRefused(number, 'is damaged: the backup does not give the digest it ends in');
    this.#complete = true;
  }
}

/**
 * The events of a backup, each line checked before it is given on. Only when the iteration has ended without an error is the backup
 * known to be complete; what was done with the events until then must be undone otherwise.
 * @throws BackupRefused with the number of the line
 */
export async function* readBackup(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RecordedEvent> {
  const inspection = new Inspection();
  for await (const line of linesOf(chunks)) {
    const event = inspection.take(line);
    if (event) yield event;
  }
  inspection.finish();
}
