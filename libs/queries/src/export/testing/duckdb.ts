import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Cell, Column } from '../columns.ts';
import { unguarded } from '../csv.ts';
import type { ColumnType } from '../leaves.ts';

/** The types that an analyst's database gives the columns. */
export const duckTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  uuid: 'VARCHAR',
  json: 'VARCHAR',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  instant: 'TIMESTAMP WITH TIME ZONE',
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Values as text that says the same in whatever format they came. */
const asText = ({ name, type }: Column): string =>
  type === 'instant' ? `CAST(epoch_ms(${quoted(name)}) AS VARCHAR)` : `CAST(${quoted(name)} AS VARCHAR)`;

/** A cell as `asText` of its column would give it. */
export const textOfCell = (cell: Cell, { type }: Column): string | null =>
  cell === null ? null : type === 'instant' ? String(Date.parse(cell as string)) : String(cell);

const csvSource = (file: string, columns: readonly Column[]): string => {
  const types = columns.map(({ name, type }) => `${literal(name)}: ${literal(duckTypes[type])}`);
  return `read_csv(${literal(file)}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
  new_line = '\\r\\n', nullstr = '', allow_quoted_nulls = false, max_line_size = 20000000, columns = {${types.join(', ')}})`;
};

export interface Read {
  /** As DuckDB names them. */
  readonly types: readonly (readonly [name: string, type: string])[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What DuckDB reads in a file, as text. */
async function read(source: string, columns: readonly Column[]): Promise<Read> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
    const types = described
      .getRowObjects()
      .map((each) => [each['column_name'], each['column_type']] as [string, string]);
    const found = await connection.runAndReadAll(`SELECT ${columns.map(asText).join(', ')} FROM ${source}`);
    return { types, rows: found.getRows() as (string | null)[][] };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Reads an export as an analyst's database does: CSV by the manifest's types, Parquet by its own. */
export async function readByDuckDb(
  bytes: Uint8Array,
  format: 'csv' | 'parquet',
  columns: readonly Column[],
): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'afa-duckdb-'));
  const file = join(folder, `export.${format}`);
  try {
    await writeFile(file, bytes);
    if (format === 'parquet') return await read(literal(file), columns);
    const { types, rows } = await read(csvSource(file, columns), columns);
    return { types, rows: rows.map((row) => row.map((cell) => (cell === null ? null : unguarded(cell)))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
