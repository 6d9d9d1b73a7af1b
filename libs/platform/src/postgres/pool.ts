import pg from 'pg';

import type { Logger } from '../logger.ts';
import type { Undoing } from '../undoing.ts';

/**
 * One connection, not yet made. What breaks it fails the statement that runs; between two it has nobody to fail, and the loss of one that
 * nobody listens to would end the process.
 */
export function newClient(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  return client;
}

/** Connections to one database as one role, at most so many. A lost idle one is replaced with the next query. */
export function openPool(
  { url, most }: { readonly url: string; readonly most: number },
  logger: Logger,
  open: Undoing,
): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: most });
  // For those that are lent out: they fail what runs on them, as above.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => logger.warn({ err: error }, 'An idle database connection was lost'));
  open.later(() => pool.end());
  return pool;
}
