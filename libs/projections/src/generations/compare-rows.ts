import type pg from 'pg';
import { OPEN } from '../engine/tables.ts';
import { type GenerationTable, tableIn } from '../postgres/schema-name.ts';
import { type ReadModelName, readModelNames } from '../read-models/read-model.ts';

/** `missing`: only the serving generation has it; `extra`: only the built one. */
export interface RowDifference {
  readonly table: GenerationTable;
  /** Of a row its key, of a personal value its address, of a last revision the stream: never what they say. */
  readonly key: string;
  /** Of a version of a row the position from which it was known. */
  readonly knownFrom: string | null;
  readonly kind: 'missing' | 'extra' | 'different';
  /** The columns that differ. */
  readonly fields: readonly string[];
}

export interface TableCount {
  readonly serving: number;
  readonly built: number;
  readonly different: number;
}

/** What is held against each other: everything known up to the position, but for what the two cannot both know yet or are not meant to. */
export interface Scope {
  readonly position: string;
  /** Streams that stand still in one of the two. */
  readonly parked: readonly string[];
  /** Events behind the position, or of parked streams and not in the rows of both: their values are in one of the two only. */
  readonly lateEvents: readonly string[];
  /** Streams with events behind the position. */
  readonly lateStreams: readonly string[];
}

interface Form {
  readonly table: GenerationTable;
  /** What names a row in both. */
  readonly names: readonly string[];
  /** Everything else that is compared. */
  readonly columns: readonly string[];
  /** The rows in scope: $1 position, $2 parked streams, $3 late events, $4 late streams. */
  readonly rows: (schema: string) => string;
  /** Of the row in both or one of them, as text. */
  readonly key: string;
  readonly knownFrom: string;
}

export const SHOWN = 20;

const versions = (table: ReadModelName): Form => ({
  table,
  names: ['key', 'known_from'],
  columns: ['known_to', 'stream', 'born', 'during', 'surely', 'refs', 'doc', 'memo'],
  rows: (schema) => `
SELECT key, known_from, CASE WHEN known_to > $1::bigint THEN ${OPEN} ELSE known_to END AS known_to, stream, born,
       during::text, surely::text, array_to_string(refs, E'\\x1f', E'\\x1e') AS refs, doc::text, memo::text
  FROM ${tableIn(schema, table)} WHERE known_from <= $1::bigint AND stream <> ALL($2::text[])`,
  key: 'key',
  knownFrom: 'known_from::text',
});

const values: Form = {
  table: 'personal_values',
  names: ['subject', 'ref'],
  columns: ['value', 'known_from', 'keys'],
  rows: (schema) => `
SELECT subject, ref, value, known_from, keys::text FROM ${tableIn(schema, 'personal_values')}
 WHERE split_part(ref, '#', 1) <> ALL($3::text[])`,
  key: 'ref',
  knownFrom: 'NULL::text',
};

const heads: Form = {
  table: 'stream_heads',
  names: ['stream'],
  columns: ['revision'],
  rows: (schema) => `
SELECT stream, revision FROM ${tableIn(schema, 'stream_heads')}
 WHERE stream <> ALL($2::text[]) AND stream <> ALL($4::text[])`,
  key: 'stream',
  knownFrom: 'NULL::text',
};

const forms: readonly Form[] = [...readModelNames.map(versions), values, heads];

/** A parameter that a statement does not use has no type of its own. */
const TYPED = '($1::bigint, $2::text[], $3::text[], $4::text[]) IS NOT NULL';

/** Counts, and sums of hashes, which do not depend on an order and notice a row that stands twice. */
const checksums = ({ rows }: Form, schema: string): string => `
SELECT count(*)::int AS rows, coalesce(sum(hashtextextended(r::text, 1)::numeric), 0)::text AS one,
       coalesce(sum(hashtextextended(r::text, 2)::numeric), 0)::text AS other
  FROM (${rows(schema)}) AS r WHERE ${TYPED}`;

const differs = (column: string): string => `CASE WHEN s.${column} IS DISTINCT FROM b.${column} THEN '${column}' END`;

const differing = ({ rows, names, columns, key, knownFrom }: Form, serving: string, built: string): string => `
WITH s AS (SELECT *, true AS there FROM (${rows(serving)}) AS rows), b AS (SELECT *, true AS there FROM (${rows(built)}) AS rows)
SELECT ${key} AS key, ${knownFrom} AS "knownFrom",
       CASE WHEN s.there IS NULL THEN 'extra' WHEN b.there IS NULL THEN 'missing' ELSE 'different' END AS kind,
       CASE WHEN s.there AND b.there THEN array_remove(ARRAY[${columns.map(differs).join(', ')}], NULL) ELSE '{}' END AS fields,
       count(*) OVER ()::int AS different
  FROM s FULL JOIN b USING (${names.join(', ')})
 WHERE ${TYPED} AND ((s.there AND b.there) IS NULL OR (${columns.map((name) => `s.${name}`).join(', ')})
       IS DISTINCT FROM (${columns.map((name) => `b.${name}`).join(', ')}))
 ORDER BY ${names.join(', ')} LIMIT ${SHOWN}`;

const parametersOf = ({ position, parked, lateEvents, lateStreams }: Scope): unknown[] => [
  position,
  parked,
  lateEvents,
  lateStreams,
];

type Checksum = { readonly rows: number; readonly one: string; readonly other: string };
type Shown = Omit<RowDifference, 'table'> & { readonly different: number };

async function compareTable(
  client: pg.Client,
  form: Form,
  [serving, built]: readonly [string, string],
  scope: Scope,
): Promise<{ count: TableCount; differences: RowDifference[] }> {
  const parameters = parametersOf(scope);
  const sum = async (schema: string): Promise<Checksum> =>
    (await client.query<Checksum>(checksums(form, schema), parameters)).rows[0]!;
  const [one, other] = [await sum(serving), await sum(built)];
  const count = { serving: one.rows, built: other.rows, different: 0 };
  if (one.rows === other.rows && one.one === other.one && one.other === other.other) return { count, differences: [] };
  const { rows } = await client.query<Shown>(differing(form, serving, built), parameters);
  const differences = rows.map(({ different: _all, ...row }) => ({ table: form.table, ...row }));
  return { count: { ...count, different: rows[0]?.different ?? 0 }, differences };
}

export interface RowComparison {
  readonly counts: Readonly<Record<string, TableCount>>;
  /** The first 20. */
  readonly differences: readonly RowDifference[];
}

/**
 * Holds all tables of two schemas against each other, in the caller's snapshot. Rows are summed up where they are; only where the sums differ
 * are the tables joined, to name what does.
 */
export async function compareRows(
  client: pg.Client,
  schemas: readonly [serving: string, built: string],
  scope: Scope,
  told: (done: number, of: number) => void,
): Promise<RowComparison> {
  const counts: Record<string, TableCount> = {};
  const differences: RowDifference[] = [];
  for (const [done, form] of forms.entries()) {
    told(done, forms.length);
    const found = await compareTable(client, form, schemas, scope);
    counts[form.table] = found.count;
    differences.push(...found.differences);
  }
  told(forms.length, forms.length);
  return { counts, differences: differences.slice(0, SHOWN) };
}
