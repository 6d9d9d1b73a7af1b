import { EventLogUnavailable, type EventLogReader } from '../port.ts';
import { subscription } from '../subscription.ts';
import { WakeUp } from '../wake-up.ts';
import { LogReads } from './log-reads.ts';
import type { EventLogLogger, PostgresLogReaderOptions } from './options.ts';

/**
 * Opens the log for reading only, beside the process that writes it. Subscriptions hear of news by asking for the head
 * every `pollMs`, once for all of them: that needs no privilege and nothing of the writer.
 * @throws EventLogUnavailable
 */
export async function openPostgresLogReader(options: PostgresLogReaderOptions): Promise<EventLogReader> {
  const wakeUp = new WakeUp();
  const reads = new LogReads(options);
  try {
    wakeUp.publish((await reads.head()).position);
  } catch (error) {
    await reads.close();
    throw error;
  }
  const poll = pollHead(reads, wakeUp, options.pollMs ?? 100, options.logger);
  return readerOf(reads, wakeUp, async () => {
    clearInterval(poll);
    await reads.close();
  });
}

/** The reading half of a log over its reads and its wake-up; `close` is called once. */
export function readerOf(reads: LogReads, wakeUp: WakeUp, close: () => Promise<void>): EventLogReader {
  let closed: Promise<void> | null = null;
  return {
    readStream: (stream, page) => reads.readStream(stream, page),
    readAll: async (page) => (await reads.scan(page)).events,
    subscribe: (subscriber) => subscription(subscriber, wakeUp, (page) => reads.scan(page)),
    existing: (streams) => reads.existing(streams),
    head: () => reads.head(),
    recordedAt: (position) => reads.recordedAt(position),
    positionAt: (instant) => reads.positionAt(instant),
    close: () => {
      wakeUp.lose(new EventLogUnavailable('the event log is closed'));
      return (closed ??= close());
    },
  };
}

function pollHead(reads: LogReads, wakeUp: WakeUp, every: number, logger: EventLogLogger | undefined): NodeJS.Timeout {
  let asking = false;
  const poll = async (): Promise<void> => {
    if (asking || !wakeUp.awaited) return;
    asking = true;
    try {
      wakeUp.publish((await reads.head()).position);
    } catch (error) {
      logger?.warn({ err: error }, 'the head of the event log cannot be read');
    } finally {
      asking = false;
    }
  };
  return setInterval(() => void poll(), every).unref();
}
