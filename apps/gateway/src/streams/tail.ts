import { comparePositions, type RecordedEvent } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { type Passed, passed } from './passed.ts';

/** One who gets live events. `cursor` is the last position it has. */
export interface Follower {
  readonly cursor: string;
  wants(event: RecordedEvent): boolean;
  send(each: Passed): void;
}

/** The most recent events of the log, and those who wait for the next. */
export interface Tail {
  /** The last position that was passed on. */
  position(): string;
  /** What came after the cursor; null where that reaches further back than the tail. */
  since(cursor: string): readonly Passed[] | null;
  /** Gets every further event until the signal aborts. Must be called without waiting after `since` gave nothing. */
  join(follower: Follower, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Characters of event text kept for those who come a moment late. */
const KEPT = 4_000_000;

/** Opens the one subscription that all followers share, at the end of the log. `ended` is called once when it is over. */
export async function createTail(log: EventLogReader, ended: (error?: unknown) => void): Promise<Tail> {
  const stop = new AbortController();
  const followers = new Map<Follower, (error?: unknown) => void>();
  let position = (await log.head()).position;
  let floor = position;
  let kept: Passed[] = [];
  let size = 0;

  function keep(each: Passed): void {
    kept.push(each);
    size += each.json.length;
    position = each.event.position;
  }

  function trim(): void {
    let dropped = 0;
    while (size > KEPT && dropped < kept.length) {
      const oldest = kept[dropped]!;
      size -= oldest.json.length;
      floor = oldest.event.position;
      dropped += 1;
    }
    if (dropped > 0) kept = kept.slice(dropped);
  }

  async function run(): Promise<void> {
    for await (const { events } of log.subscribe({ after: position, signal: stop.signal })) {
      for (const each of events.map(passed)) {
        keep(each);
        for (const follower of followers.keys())
          if (comparePositions(each.event.position, follower.cursor) > 0 && follower.wants(each.event)) follower.send(each);
      }
      trim();
    }
  }

  function end(error?: unknown): void {
    for (const leave of [...followers.values()]) leave(error);
    followers.clear();
    ended(error);
  }

  run().then(() => end(), end);

  return {
    position: () => position,
    since: (cursor) =>
      comparePositions(cursor, floor) < 0 ? null : kept.filter(({ event }) => comparePositions(event.position, cursor) > 0),
    join: (follower, signal) =>
      new Promise((resolve, reject) => {
        const leave = (error?: unknown): void => {
          followers.delete(follower);
          signal.removeEventListener('abort', onAbort);
          if (error === undefined) resolve();
          else reject(error as Error);
        };
        const onAbort = (): void => leave();
        followers.set(follower, leave);
        signal.addEventListener('abort', onAbort, { once: true });
        if (signal.aborted) leave();
      }),
    close: () => stop.abort(),
  };
}
