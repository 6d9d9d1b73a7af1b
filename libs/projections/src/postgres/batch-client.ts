import pg from 'pg';
import { BatchRefused } from '../engine/tables.ts';

/** A statement with its name: Postgres plans it once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** One connection, on which statements are sent without waiting for the answers of those before them. */
export interface BatchSession {
  /** The answers in order. @throws the first failure; statements behind a failed one of the same transaction fail with it. */
  send(statements: readonly Statement[]): Promise<pg.QueryResult[]>;
}

export interface BatchClient {
  /**
   * The connection, opened anew if it broke. A transaction stays on the session it began on: what it sends after that connection broke must
   * fail, not run by itself on the next one.
   */
  session(): Promise<BatchSession>;
  close(): Promise<void>;
}

/** 22 and 23: data and constraints; 54: a limit of the server, such as JSON nested too deep. */
const REFUSED_CLASS = /^(?:22|23|54)...$/;

/** The server's messages quote values of the row, so only the code is kept. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError) || !REFUSED_CLASS.test(error.code ?? '')) return error;
  return new BatchRefused(`the database refused the rows (SQLSTATE ${error.code})`);
}

/**
 * Every statement of this connection looks keys up, in tables that grow while it runs: a plan made for the empty table must not be kept
 * that reads all of it.
 */
const SETTINGS = [
  'synchronous_commit=off',
  'jit=off',
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
];

async function sendOn(client: pg.Client, statements: readonly Statement[]): Promise<pg.QueryResult[]> {
  const sent = statements.map(({ name, text, values }) => client.query({ name, text, values: [...values] }));
  const answers = await Promise.allSettled(sent);
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (failure) throw failure.reason;
  return answers.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value);
}

/**
 * Opens the connection at the first statement and anew after it broke. `synchronous_commit` is off: after a crash of the server rows and
 * checkpoint rewind together and the log is read again from there.
 */
export function openBatchClient(url: string, onError: (error: Error) => void): BatchClient {
  let current: Promise<pg.Client> | null = null;

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      pipeline: true,
      options: SETTINGS.map((setting) => `-c ${setting}`).join(' '),
      application_name: 'afa-projector',
    });
    client.on('error', (error) => {
      current = null;
      onError(error);
    });
    await client.connect();
    return client;
  };

  const connected = (): Promise<pg.Client> => {
    current ??= connect();
    current.catch(() => (current = null));
    return current;
  };

  return {
    async session() {
      const client = await connected();
      return { send: (statements) => sendOn(client, statements) };
    },
    async close() {
      const client = await current?.catch(() => null);
      current = null;
      await client?.end().catch(() => undefined);
    },
  };
}
