import { comparePositions, type RecordedEvent } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import type { Logger } from '#libs/platform';
import { type Passed, passed } from './passed.ts';
import { createTail, type Tail } from './tail.ts';

/** Where a follower's events go. */
export interface Sink {
  /** Takes one event. False asks for `drained()` before the next one while catching up; live events come regardless. */
  send(each: Passed): boolean;
  drained(): Promise<void>;
  /** Everything up to the end of the log, as it then was, has been sent. */
  caughtUp(position: string): void;
}

export interface FollowOptions {
  /** Exclusive. */
  readonly after: string;
  readonly streamPrefixes?: readonly string[];
  /** Ends the following. */
  readonly signal: AbortSignal;
}

export interface Live {
  /** Sends every event after a position, then what comes, without gap or double. Resolves when the signal aborts; rejects when the log is lost. */
  follow(options: FollowOptions, sink: Sink): Promise<void>;
  close(): void;
}

const PAGE = 500;

const wanted = (event: RecordedEvent, prefixes: readonly string[] | undefined): boolean =>
  prefixes === undefined || prefixes.some((prefix) => event.stream.startsWith(prefix));

/** Sends what is wanted of a page. */
async function sendPage(
  events: readonly Passed[],
  { signal, streamPrefixes }: FollowOptions,
  sink: Sink,
): Promise<void> {
  for (const each of events) {
    if (signal.aborted) return;
    if (wanted(each.event, streamPrefixes) && !sink.send(each)) await sink.drained();
  }
}

async function readPage(log: EventLogReader, after: string, { streamPrefixes }: FollowOptions): Promise<Passed[]> {
  const events = await log.readAll({ after, limit: PAGE, ...(streamPrefixes && { streamPrefixes }) });
  return events.map(passed);
}

async function follow(
  log: EventLogReader,
  running: () => Promise<Tail>,
  options: FollowOptions,
  sink: Sink,
): Promise<void> {
  const { signal, streamPrefixes } = options;
  const wants = (event: RecordedEvent): boolean => wanted(event, streamPrefixes);
  let cursor = options.after;
  while (!signal.aborted) {
    const tail = await running();
    // Read before the page: what the log held then is in the page or before it.
    const reached = tail.position();
    const missing = tail.since(cursor);
    if (missing?.length === 0) {
      sink.caughtUp(cursor);
      return tail.join({ cursor, wants, send: (each) => void sink.send(each) }, signal);
    }
    const page = missing ?? (await readPage(log, cursor, options));
    await sendPage(page, options, sink);
    const last = page.at(-1)?.event.position ?? cursor;
    const whole = missing !== null || page.length < PAGE;
    cursor = whole && comparePositions(reached, last) > 0 ? reached : last;
  }
}

/**
 * One subscription on the log, however many follow. A follower reads pages until what it lacks is in the tail of recent events; the step
 * from there to live is made without waiting for anything, so no event can fall between.
 */
export function createLive(log: EventLogReader, logger: Logger): Live {
  let tail: Promise<Tail> | null = null;

  function running(): Promise<Tail> {
    tail ??= createTail(log, (error) => {
      tail = null;
      if (error) logger.warn({ err: error }, 'Live events stopped; the next follower starts them again');
    }).catch((error: unknown) => {
      tail = null;
      throw error;
    });
    return tail;
  }

  return {
    follow: (options, sink) => follow(log, running, options, sink),
    close: () => void tail?.then((open) => open.close()).catch(() => undefined),
  };
}
