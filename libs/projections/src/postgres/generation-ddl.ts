import { readModelNames } from '../read-models/read-model.ts';
import { checkedSchema, type GenerationTable, tableIn } from './schema-name.ts';

/**
 * Rows with their versions. A version is inserted once and closed once. No index names `known_to`, and pages keep room, so that closing
 * stays on its page (HOT) and writes to no index: that is half of a batch's work. That at most one version of a key is open is kept by the
 * primary key together with the batch: a version is closed by its exact begin, where the next one begins.
 * The document is never looked into by key, so it is json, not jsonb: stored as it was written.
 */
const ROW_COLUMNS = [
  'key text COLLATE "C" NOT NULL',
  'known_from bigint NOT NULL',
  'known_to bigint NOT NULL',
  'stream text COLLATE "C" NOT NULL',
  'born bigint NOT NULL',
  'during daterange',
  'surely daterange',
  'refs text[] COLLATE "C" NOT NULL',
  'doc json NOT NULL',
  'memo json',
];

/**
 * Personal values, and of forms of names what they are searched by. Both in one row: whatever removes the value removes its keys, so that
 * nobody can be found by a name that was forgotten.
 */
const VALUE_COLUMNS = [
  'subject uuid NOT NULL',
  'ref text COLLATE "C" NOT NULL',
  'value text NOT NULL',
  'known_from bigint',
  'keys int[]',
];

const HEAD_COLUMNS = ['stream text COLLATE "C" NOT NULL', 'revision bigint NOT NULL'];

interface TableForm {
  readonly columns: readonly string[];
  /** Constraints that every row is held against when it is written. */
  readonly checks: readonly string[];
  readonly fillfactor: number;
}

const rowTable: TableForm = { columns: ROW_COLUMNS, checks: ['CHECK (known_from < known_to)'], fillfactor: 70 };
const forms: ReadonlyMap<GenerationTable, TableForm> = new Map<GenerationTable, TableForm>([
  ...readModelNames.map((name) => [name, rowTable] as const),
  [
    'personal_values',
    { columns: VALUE_COLUMNS, checks: ['CHECK ((known_from IS NULL) = (keys IS NULL))'], fillfactor: 100 },
  ],
  ['stream_heads', { columns: HEAD_COLUMNS, checks: [], fillfactor: 80 }],
]);

export const generationTableNames: readonly GenerationTable[] = [...forms.keys()];

/** Every column of a generation, as `table.column`: what lacks one was made by other code. */
export const generationColumns: readonly string[] = [...forms].flatMap(([table, { columns }]) =>
  columns.map((column) => `${table}.${column.split(' ', 1)[0]}`),
);

/** The schema and its tables, without keys and indexes: rows that are copied in come faster so. */
export function createTables(schema: string): readonly string[] {
  const tables = [...forms].map(
    ([table, { columns, checks, fillfactor }]) =>
      `CREATE TABLE ${tableIn(schema, table)} (${[...columns, ...checks].join(', ')}) WITH (fillfactor = ${fillfactor})`,
  );
  // A list of ids does not get smaller by being compressed; it only takes the server as long as everything else of the row together.
  const plain = readModelNames.map(
    (name) => `ALTER TABLE ${tableIn(schema, name)} ALTER COLUMN refs SET STORAGE EXTERNAL`,
  );
  return [
    `CREATE SCHEMA "${checkedSchema(schema)}"`,
    ...tables,
    ...plain,
    `GRANT USAGE ON SCHEMA "${schema}" TO afa_reader`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA "${schema}" TO afa_reader`,
  ];
}

const primaryKey = (schema: string, table: GenerationTable, columns: string): string =>
  `ALTER TABLE ${tableIn(schema, table)} ADD PRIMARY KEY (${columns})`;

/** What makes the tables of `createTables` those of a generation that is followed and read. */
export function createIndexes(schema: string): readonly string[] {
  return [
    ...readModelNames.flatMap((name) => [
      primaryKey(schema, name, 'key, known_from'),
      `CREATE INDEX "${name}_born" ON ${tableIn(schema, name)} (born)`,
      `CREATE INDEX "${name}_refs" ON ${tableIn(schema, name)} USING gin (refs)`,
    ]),
    primaryKey(schema, 'personal_values', 'subject, ref'),
    `CREATE INDEX personal_values_keys ON ${tableIn(schema, 'personal_values')} USING gin (keys) WHERE keys IS NOT NULL`,
    primaryKey(schema, 'stream_heads', 'stream'),
  ];
}
