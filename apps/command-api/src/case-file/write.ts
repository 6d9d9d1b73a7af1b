import { EventLogFenced, EventLogUnavailable } from '#libs/event-log';

/** The last line where the work could not go on; the summary is then missing. Asking for the same again goes on from there. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly detail: string;
}

/** Only what a client can do something about is said; the rest is for the server's own log. */
const detailOf = (error: unknown, what: string): string =>
  error instanceof EventLogUnavailable || error instanceof EventLogFenced
    ? error.message
    : `the ${what} was broken off by an unexpected error`;

type SummaryOf<Message> = Extract<Message, { kind: 'summary' }>;

/**
 * Writes messages as NDJSON, one line each, waiting for each write. Work that breaks off ends with a `failed` line, because by then the
 * status of the answer has long been sent.
 * @returns the summary, or the error that broke the work off, for the server's log.
 */
export async function writeMessages<Message extends { readonly kind: string }>(
  what: 'import' | 'withdrawal',
  messages: AsyncIterable<Message>,
  write: (line: string) => unknown,
): Promise<{ readonly summary: SummaryOf<Message> | null; readonly error: unknown }> {
  let summary: SummaryOf<Message> | null = null;
  const line = (message: Message | FailedMessage) => write(`${JSON.stringify(message)}\n`);
  try {
    for await (const message of messages) {
      if (message.kind === 'summary') summary = message as SummaryOf<Message>;
      await line(message);
    }
    return { summary, error: null };
  } catch (error) {
    await Promise.resolve(line({ kind: 'failed', detail: detailOf(error, what) })).catch(() => {});
    return { summary, error };
  }
}
