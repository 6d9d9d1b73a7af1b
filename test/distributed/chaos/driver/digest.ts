import { createHash } from 'node:crypto';
import pg from 'pg';

const TABLES = `
SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1 ORDER BY table_name COLLATE "C"`;

/** The tables of a generation begin with what they are ordered by; a row as text holds all of its columns. */
const digestOf = (schema: string, table: string): string => `
SELECT encode(sha256(convert_to(coalesce(string_agg(row::text, E'\\n' ORDER BY row::text COLLATE "C"), ''), 'UTF8')), 'hex') AS digest,
       count(*)::int AS rows
  FROM "${schema}"."${table}" AS row`;

/** SHA-256 over the ordered dump of every table of a generation, all versions of all rows, and how many rows that is. */
export interface Digest {
  readonly sha256: string;
  readonly rows: number;
}

/** Reads the tables themselves. `adminUrl`: may read the schema. */
export async function digestOfModels(adminUrl: string, schema: string): Promise<Digest> {
  if (!/^rm_[a-z_0-9]+$/.test(schema)) throw new Error(`${schema} is no generation's schema`);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const hash = createHash('sha256');
    let rows = 0;
    for (const { name } of (await client.query<{ name: string }>(TABLES, [schema])).rows) {
      const [found] = (await client.query<{ digest: string; rows: number }>(digestOf(schema, name))).rows;
      hash.update(`${name} ${found!.digest}\n`);
      rows += found!.rows;
    }
    return { sha256: hash.digest('hex'), rows };
  } finally {
    await client.end();
  }
}

const SERVING = `SELECT schema FROM projection.generations WHERE projection = 'register' AND status = 'serving'`;

/** The schema from which questions are answered. */
export async function servingSchema(adminUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return (await client.query<{ schema: string }>(SERVING)).rows[0]!.schema;
  } finally {
    await client.end();
  }
}

const BY_STREAM = `
SELECT table_name AS name FROM information_schema.columns
 WHERE table_schema = $1 AND column_name = 'stream' ORDER BY table_name COLLATE "C"`;

/** $1 streams that are left out */
const differing = (one: string, other: string, table: string): string => `
SELECT count(*)::int AS rows FROM (
  (SELECT row::text FROM "${one}"."${table}" AS row WHERE row.stream <> ALL($1) EXCEPT SELECT row::text FROM "${other}"."${table}" AS row)
  UNION ALL
  (SELECT row::text FROM "${other}"."${table}" AS row WHERE row.stream <> ALL($1) EXCEPT SELECT row::text FROM "${one}"."${table}" AS row)
) AS different`;

/** Tables in which two generations differ, streams apart that stand still in one of them. */
export async function healthyDifferences(
  adminUrl: string,
  one: string,
  other: string,
  without: readonly string[],
): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const differences: string[] = [];
    for (const { name } of (await client.query<{ name: string }>(BY_STREAM, [one])).rows) {
      const { rows } = await client.query<{ rows: number }>(differing(one, other, name), [without]);
      if (rows[0]!.rows > 0) differences.push(`${rows[0]!.rows} rows of ${name} differ`);
    }
    return differences;
  } finally {
    await client.end();
  }
}
