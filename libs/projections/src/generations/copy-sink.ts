import type pg from 'pg';
import { asRefusal } from '../postgres/batch-client.ts';
import { type GenerationTable, tableIn } from '../postgres/schema-name.ts';
import { copyIn } from './copy-in.ts';
import { HEAD_COLUMNS, VALUE_COLUMNS, VERSION_COLUMNS } from './copy-text.ts';

/** Lines on their way into the tables of a schema. */
export interface CopySink {
  add(table: GenerationTable, line: string): void;
  /** Settles when little enough waits; call it between batches. @throws BatchRefused, or what broke the connection */
  room(): Promise<void>;
  /** Sends what is left. @throws as `room` */
  finish(): Promise<void>;
  /** Sends nothing more and settles when nothing is under way: only then may the transaction be given up. */
  abandon(): Promise<void>;
}

/** Bytes that are sent together, and how many may wait in full chunks before the fold has to. */
const CHUNK = 1024 * 1024;
const MOST_WAITING = 4 * CHUNK;
/** Bytes of one UTF-16 unit in UTF-8, at most. */
const WIDEST = 3;

const columnsOf = (table: GenerationTable): string =>
  table === 'personal_values' ? VALUE_COLUMNS : table === 'stream_heads' ? HEAD_COLUMNS : VERSION_COLUMNS;

const copyStatement = (schema: string, table: GenerationTable): string =>
  `COPY ${tableIn(schema, table)} (${columnsOf(table)}) FROM STDIN`;

interface Chunk {
  readonly table: GenerationTable;
  readonly bytes: Buffer;
  used: number;
}

/** Lines that wait, as bytes: a text that lives until its chunk is full would be copied by the garbage collector meanwhile. */
function createWaiting() {
  const filling = new Map<GenerationTable, Chunk>();
  const full: Chunk[] = [];
  const withRoom = (table: GenerationTable, most: number): Chunk => {
    const chunk = filling.get(table);
    if (chunk && chunk.bytes.length - chunk.used >= most) return chunk;
    if (chunk) full.push(chunk);
    const next = { table, bytes: Buffer.allocUnsafe(Math.max(CHUNK, most)), used: 0 };
    filling.set(table, next);
    return next;
  };
  return {
    full: () => full.length,
    add(table: GenerationTable, line: string): void {
      const chunk = withRoom(table, line.length * WIDEST);
      chunk.used += chunk.bytes.write(line, chunk.used);
    },
    next: () => full.shift(),
    /** From now on what is not full is sent as well. */
    close(): void {
      full.push(...filling.values());
      filling.clear();
    },
  };
}

/**
 * Collects lines and sends each table's in chunks, one `COPY` for each, while the fold goes on. A connection takes one COPY at a time, so
 * chunks of the tables follow each other on it, all in the caller's transaction.
 */
export function createCopySink(client: pg.Client, schema: string): CopySink {
  const waiting = createWaiting();
  let sending: Promise<void> | null = null;
  let failure: unknown;
  async function send(): Promise<void> {
    for (let next = waiting.next(); next && failure === undefined; next = waiting.next())
      await copyIn(client, copyStatement(schema, next.table), next.bytes.subarray(0, next.used));
  }
  const begin = (): void =>
    void (sending ??= send()
      .catch((error: unknown) => void (failure ??= error))
      .finally(() => (sending = null)));
  const settled = async (): Promise<void> => {
    await sending;
    if (failure !== undefined) throw asRefusal(failure);
  };
  return {
    add(table, line) {
      waiting.add(table, line);
      if (waiting.full() > 0 && failure === undefined) begin();
    },
    async room() {
      if (failure !== undefined || waiting.full() * CHUNK > MOST_WAITING) await settled();
    },
    async finish() {
      await settled();
      waiting.close();
      begin();
      await settled();
    },
    async abandon() {
      failure ??= new Error('the rows are no longer wanted');
      await sending;
    },
  };
}
