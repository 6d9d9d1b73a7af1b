import pg from 'pg';
import { BatchRefused } from '../engine/tables.ts';

/** A statement with its name: Postgres plans it once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** One connection on which statements are sent without waiting for the answers of those before them. */
export interface BatchClient {
  /** The answers in order. @throws the first failure; statements behind a failed one of the same transaction fail with it. */
  send(statements: readonly Statement[]): Promise<pg.QueryResult[]>;
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
 * Opens the connection at the first statement and anew after it broke. `synchronous_commit` is off: after a crash of the server rows and
 * checkpoint rewind together and the log is read again from there.
 */
export function openBatchClient(url: string, onError: (error: Error) => void): BatchClient {
  let current: Promise<pg.Client> | null = null;

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      pipeline: true,
      options: '-c synchronous_commit=off -c jit=off',
      application_name: 'afa-projector',
    } as pg.ClientConfig);
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
    async send(statements) {
      const client = await connected();
      const sent = statements.map(({ name, text, values }) => client.query({ name, text, values: [...values] }));
      const answers = await Promise.allSettled(sent);
      const failure = answers.find((answer) => answer.status === 'rejected');
      if (failure) throw failure.reason;
      return answers.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value);
    },
    async close() {
      const client = await current?.catch(() => null);
      current = null;
      await client?.end().catch(() => undefined);
    },
  };
}
