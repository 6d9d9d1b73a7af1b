import { setTimeout as pause } from 'node:timers/promises';
import { EventLogUnavailable, type EventLog, type ReadAllOptions, type SubscribeOptions } from '../port.ts';
import { subscription, type Scan } from '../subscription.ts';
import { WakeUp } from '../wake-up.ts';
import { KurrentAppends } from './appends.ts';
import { loadLibrary } from './library.ts';
import { Link } from './link.ts';
import { Live } from './live.ts';
import type { KurrentEventLogOptions } from './options.ts';
import { KurrentReads } from './reads.ts';

const DEFAULT_PREFIX = 'afa.';
const ANSWER_WITHIN = 2_000;
const OPEN_WITHIN = 10_000;
const OUTLAST = 60_000;
const CHECK_EVERY = 2_000;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

/** What the log tells monitoring about its connection. */
export interface KurrentStatus {
  /** Times the connection was given up for a new one because calls kept failing. */
  readonly renewals: number;
  /** Times a subscription was opened on the server. */
  readonly subscriptionsOpened: number;
}

export interface KurrentEventLog extends EventLog {
  status(): KurrentStatus;
}

/**
 * Opens the log in KurrentDB. Any number of processes may write it: the server compares the expected revisions.
 * Reads and appends fail within `answerWithin` while the server is away; subscriptions wait for it as long as `outlast`.
 * Not checked: whether an event id stands in another stream, or in the same one behind an exact revision that still holds.
 * @throws EventLogUnavailable not reachable within `openWithin` · Error the connection string or the prefix cannot be used
 */
export async function openKurrentEventLog(options: KurrentEventLogOptions): Promise<KurrentEventLog> {
  const { url, codec, logger, streamPrefix = DEFAULT_PREFIX, answerWithin = ANSWER_WITHIN } = options;
  assertPrefix(streamPrefix);
  const library = await loadLibrary();
  const link = new Link({ url, library, answerWithin, logger });
  const common = { library, link, codec, streamPrefix, answerWithin };
  const reads = new KurrentReads({ ...options, ...common });
  const appends = new KurrentAppends({ ...common, reads });
  const wakeUp = new WakeUp();
  const live = new Live({ ...common, reads, wakeUp, logger, checkEvery: options.checkEvery ?? CHECK_EVERY });
  const close = async (): Promise<void> => {
    wakeUp.lose(new EventLogUnavailable('the event log is closed'));
    await appends.close();
    link.close();
    await live.ended();
  };
  // Warms the connection up with a read, not with an append as others do: that would leave an event behind.
  await reads.head({ patience: options.openWithin ?? OPEN_WITHIN }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  let closed: Promise<void> | null = null;
  return {
    append: (request) => appends.append(request),
    readStream: (stream, page) => reads.readStream(stream, page),
    readAll: async (page) => (await reads.scan(page)).events,
    subscribe: (subscriber) => subscribed(subscriber, { reads, live, wakeUp, outlast: options.outlast ?? OUTLAST }),
    existing: (streams) => reads.existing(streams),
    head: () => reads.head(),
    recordedAt: (position) => reads.recordedAt(position),
    positionAt: (instant) => reads.positionAt(instant),
    status: () => ({ renewals: link.renewals, subscriptionsOpened: live.opened }),
    close: () => (closed ??= close()),
  };
}

interface SubscriberTools {
  readonly reads: KurrentReads;
  readonly live: Live;
  readonly wakeUp: WakeUp;
  readonly outlast: number;
}

async function* subscribed(options: SubscribeOptions, tools: SubscriberTools): ReturnType<typeof subscription> {
  tools.live.start();
  yield* subscription(options, tools.wakeUp, (page) => outlasting(page, options.signal, tools));
}

/** A page, waited for while the server is away. Empty, short of the end, when nobody waits any more. */
async function outlasting(
  page: ReadAllOptions,
  signal: AbortSignal | undefined,
  { reads, wakeUp, outlast }: SubscriberTools,
): Promise<Scan> {
  const deadline = performance.now() + outlast;
  for (let wait = FIRST_PAUSE; !signal?.aborted; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
    wakeUp.assertAlive();
    try {
      return await reads.scan(page);
    } catch (error) {
      wakeUp.assertAlive();
      if (!(error instanceof EventLogUnavailable) || performance.now() + wait > deadline) throw error;
    }
    await pause(wait, undefined, signal && { signal }).catch(() => {});
  }
  return { events: [], cursor: page.after, reachedEnd: false };
}

function assertPrefix(streamPrefix: string): void {
  const fits = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/.test(streamPrefix);
  if (!fits) throw new Error('the stream prefix of KurrentDB must be 1 to 100 letters, digits, ".", "_", ":" or "-"');
}
