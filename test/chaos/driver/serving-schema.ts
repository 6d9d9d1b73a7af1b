import pg from 'pg';

const SERVING = `SELECT schema FROM projection.generations WHERE status = 'serving' AND projection = 'register'`;

/** Asks one question of the generation that serves; one statement is one snapshot. @throws Error where none serves, or the server is away */
export async function askServing<Row extends object>(
  url: string,
  question: (schema: string) => string,
  values: readonly unknown[] = [],
): Promise<Row> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    options: '-c default_transaction_read_only=on',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const schema = (await client.query<{ schema: string }>(SERVING)).rows[0]?.schema ?? '';
    if (!/^rm_[a-z_0-9]+$/.test(schema)) throw new Error('no generation serves');
    return (await client.query<Row>(question(schema), [...values])).rows[0]!;
  } finally {
    await client.end().catch(() => undefined);
  }
}
