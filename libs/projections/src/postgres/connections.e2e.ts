import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { createProjectionDatabase, type ProjectionDatabase } from '../testing/projection-database.ts';
import { openPool, withConnection } from './connections.ts';

let made: ProjectionDatabase;
beforeAll(async () => void (made = await createProjectionDatabase()));
afterAll(() => made.drop());

const OWN_PID = 'SELECT pg_backend_pid() AS pid';

/** Ends the server's side of the connection, as a server does that goes down. */
async function cut(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ pid: number }>(OWN_PID);
  const ended = new Promise((resolve) => client.once('end', resolve));
  await made.admin.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
  await ended;
}

describe('a connection that breaks', () => {
  // An 'error' that nobody listens to is thrown where no one can catch it: the run would end here.
  it('fails what is asked of it while it is lent out, and is replaced', async () => {
    const pool = openPool({ url: made.database.urls.projector, most: 1, name: 'afa-test' }, () => undefined);
    const client = await pool.connect();
    await cut(client);
    await expect(client.query(OWN_PID)).rejects.toThrow('not queryable');
    client.release();
    expect((await pool.query(OWN_PID)).rowCount).toBe(1);
    await pool.end();
  });

  it('is told of where nobody used it', async () => {
    const lost: string[] = [];
    const pool = openPool({ url: made.database.urls.projector, most: 1, name: 'afa-test' }, (error) =>
      lost.push(error.message),
    );
    const client = await pool.connect();
    client.release();
    await cut(client);
    expect(lost).toEqual(['terminating connection due to administrator command']);
    await pool.end();
  });

  it('fails the work that it was opened for', async () => {
    const work = withConnection(made.database.urls.projector, async (client) => {
      await cut(client);
      await client.query(OWN_PID);
    });
    await expect(work).rejects.toThrow('not queryable');
  });
});
