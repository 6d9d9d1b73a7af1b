import pg from 'pg';
import type { Logger } from 'pino';
import type { Undoing } from './undoing.ts';

/** Connections to one database as one role, at most so many. A lost idle one is replaced with the next query. */
export function openPool(
  { url, most }: { readonly url: string; readonly most: number },
  logger: Logger,
  open: Undoing,
): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: most });
  pool.on('error', (error) => logger.warn({ err: error }, 'An idle database connection was lost'));
  open.later(() => pool.end());
  return pool;
}
