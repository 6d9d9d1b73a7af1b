import type pg from 'pg';

/** The part of the driver's connection that a COPY uses; its published types leave it out. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

const PIECE = 64 * 1024;

/**
 * The statement and its whole input at once, without waiting for the server's word that it takes it: that would cost a turn of a busy
 * process for every chunk. What a server gets behind a statement that it refused it drops.
 */
function sendAll(connection: CopyConnection, statement: string, data: Buffer): void {
  connection.query(statement);
  for (let start = 0; start < data.length; start += PIECE)
    connection.sendCopyFromChunk(data.subarray(start, start + PIECE));
  connection.endCopyFrom();
}

/**
 * Sends `data` as the input of one `COPY … FROM STDIN`, and settles when the server has taken it. Nothing is held back here: whoever calls
 * sends a chunk at a time and waits for it, which is what keeps memory bounded.
 * @throws the server's error
 */
export function copyIn(client: pg.Client, statement: string, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const ignore = (): void => undefined;
    // What the driver calls on the query in hand; a COPY has no rows, and its command completes before the server is ready again.
    const query = {
      callback: ignore,
      submit: (connection: unknown): void => sendAll(connection as CopyConnection, statement, data),
      handleCopyInResponse: ignore,
      handleCommandComplete: ignore,
      handleRowDescription: ignore,
      handleDataRow: ignore,
      handleEmptyQuery: ignore,
      handlePortalSuspended: ignore,
      handleCopyData: ignore,
      handleReadyForQuery: (): void => resolve(),
      handleError: (error: Error): void => reject(error),
    };
    client.query(query);
  });
}
