import type { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { StoredDocument } from '../rows.ts';
import { type Cell, cellsOf, type Column } from './columns.ts';
import type { ColumnType } from './leaves.ts';

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type Element = Schema[number];
type Value = Cell | bigint | Uint8Array;

/** Rows, and characters of text, after which a row group is written: a group is held in memory, and nobody else is served while it is encoded. */
const GROUP_ROWS = 1_000;
const GROUP_CHARACTERS = 2_000_000;

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
const elements: Readonly<Record<ColumnType, Omit<Element, 'name'>>> = {
  text,
  uuid: text,
  json: text,
  integer: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE' },
  // Events are recorded to the millisecond.
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

const DAY = 86_400_000;
const values: Readonly<Partial<Record<ColumnType, (cell: Cell) => Value>>> = {
  integer: (cell) => BigInt(cell as number),
  date: (cell) => Date.parse(`${cell as string}T00:00:00Z`) / DAY,
  instant: (cell) => BigInt(Date.parse(cell as string)),
};

/** The schema of a list's file. Any column may hold nulls, so that a row can never be too bare to be written. */
const schemaOf = (columns: readonly Column[]): Schema => [
  { name: 'root', num_children: columns.length },
  ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...elements[type] })),
];

/** Rows that wait to become a row group, column by column. */
class Group {
  readonly #columns: readonly Column[];
  #data: Value[][];
  #rows = 0;
  #characters = 0;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#data = columns.map(() => []);
  }

  get full(): boolean {
    return this.#rows >= GROUP_ROWS || this.#characters >= GROUP_CHARACTERS;
  }

  get empty(): boolean {
    return this.#rows === 0;
  }

  add(item: StoredDocument): void {
    cellsOf(this.#columns, item).forEach((cell, index) => {
      const made = values[this.#columns[index]!.type];
      this.#data[index]!.push(cell === null || !made ? cell : made(cell));
      if (typeof cell === 'string') this.#characters += cell.length;
    });
    this.#rows += 1;
  }

  writeTo(writer: ParquetWriter): void {
    const columnData = this.#columns.map(({ name }, index) => ({ name, data: this.#data[index]! }));
    void writer.write({ columnData, rowGroupSize: this.#rows });
    this.#data = this.#columns.map(() => []);
    this.#rows = 0;
    this.#characters = 0;
  }
}

/** What was written since the last time; the writer goes on counting where it stands in the file. */
function taken(bytes: ByteWriter): Uint8Array {
  const chunk = Uint8Array.from(bytes.getBytes());
  bytes.index = 0;
  return chunk;
}

/** A list as Parquet with typed columns, given away row group by row group. */
export async function* parquetOf(
  columns: readonly Column[],
  pages: AsyncIterable<readonly StoredDocument[]>,
): AsyncGenerator<Uint8Array, void> {
  const parquet = await import('hyparquet-writer');
  const bytes = new parquet.ByteWriter();
  const writer = new parquet.ParquetWriter({ writer: bytes, schema: schemaOf(columns) });
  const group = new Group(columns);
  for await (const page of pages) {
    for (const item of page) group.add(item);
    if (!group.full) continue;
    group.writeTo(writer);
    yield taken(bytes);
  }
  if (!group.empty) group.writeTo(writer);
  void writer.finish();
  yield taken(bytes);
}
