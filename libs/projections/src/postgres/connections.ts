import pg from 'pg';

/**
 * A connection that breaks fails what runs on it. Between two statements, or lent out by a pool, it has nobody to fail: without a
 * listener of its own the loss would end the process.
 */
function tolerateLoss(client: pg.ClientBase): void {
  client.on('error', () => undefined);
}

/** Connections of one role to one database, at most so many. `lost` hears of those that broke while nobody used them. */
export function openPool(
  { url, most, name }: { readonly url: string; readonly most: number; readonly name: string },
  lost: (error: Error) => void,
): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: most, application_name: name });
  pool.on('connect', tolerateLoss);
  pool.on('error', lost);
  return pool;
}

/** After a crash of the server rows and the word that they are there rewind together. */
const SETTINGS = '-c synchronous_commit=off -c jit=off';

/** Runs the work on a connection of its own. @throws what the work or pg throws */
export async function withConnection<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
  name = 'afa-builder',
): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: name, options: SETTINGS });
  tolerateLoss(client);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
