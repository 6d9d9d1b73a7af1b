import { randomBytes } from 'node:crypto';

import pg from 'pg';

import { dropDatabase } from './database.ts';

/** A database on the PostgreSQL of the test run, empty as an operator would hand it over. */
export interface HandedDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** PostgreSQL's own quoting; byte order and encoding as the application makes its own. */
const FORMAT_CREATE = `SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C''', $1::text) AS statement`;

/** @throws Error outside of the jest project "e2e" */
export async function handOverDatabase(): Promise<HandedDatabase> {
  const serverUrl = process.env['AFA_TEST_ADMIN_URL'];
  if (serverUrl === undefined)
    throw new Error('AFA_TEST_ADMIN_URL is missing: a shared database needs the jest project "e2e".');
  const name = `app_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ statement: string }>(FORMAT_CREATE, [name]);
    await client.query(rows[0]!.statement);
  } finally {
    await client.end();
  }
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  return { url, drop: () => dropDatabase(serverUrl, name) };
}
