import { EventLogFenced, EventLogUnavailable } from '#libs/event-log';
import type { ImportMessage } from './messages.ts';

/** The last line where the import could not go on; the summary is then missing. Importing the same file again goes on from there. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly detail: string;
}

/** Only what a client can do something about is said; the rest is for the server's own log. */
const detailOf = (error: unknown): string =>
  error instanceof EventLogUnavailable || error instanceof EventLogFenced
    ? error.message
    : 'the import was broken off by an unexpected error';

/**
 * Writes messages as NDJSON, one line each, waiting for each write. An import that breaks off ends with a `failed` line, because by then
 * the status of the answer has long been sent.
 * @returns the summary, or the error that broke the import off, for the server's log.
 */
export async function writeImport(
  messages: AsyncIterable<ImportMessage>,
  write: (line: string) => unknown,
): Promise<{ readonly summary: Extract<ImportMessage, { kind: 'summary' }> | null; readonly error: unknown }> {
  let summary: Extract<ImportMessage, { kind: 'summary' }> | null = null;
  const line = (message: ImportMessage | FailedMessage) => write(`${JSON.stringify(message)}\n`);
  try {
    for await (const message of messages) {
      if (message.kind === 'summary') summary = message;
      await line(message);
    }
    return { summary, error: null };
  } catch (error) {
    await Promise.resolve(line({ kind: 'failed', detail: detailOf(error) })).catch(() => {});
    return { summary, error };
  }
}
