import { comparePositions, type RecordedEvent } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { type Passed, passed } from './passed.ts';
import { type Recent, recentEvents } from './recent.ts';

/** One who gets live events. `cursor` is the last position it has. */
export interface Follower {
  readonly cursor: string;
  wants(event: RecordedEvent): boolean;
  send(each: Passed): void;
}

/** The end of the log: what came last, and those who wait for what comes next. */
export interface Tail extends Pick<Recent, 'position' | 'since'> {
  /** Gets every further event until the signal aborts. Must be called without waiting after `since` gave nothing. */
  join(follower: Follower, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Characters of event text kept for those who come a moment late. */
const KEPT = 4_000_000;

type Leave = (error?: Error) => void;

function join(followers: Map<Follower, Leave>, follower: Follower, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave: Leave = (error) => {
      followers.delete(follower);
      signal.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onAbort = (): void => leave();
    followers.set(follower, leave);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) leave();
  });
}

function tell(followers: Iterable<Follower>, each: Passed): void {
  for (const follower of followers)
    if (comparePositions(each.event.position, follower.cursor) > 0 && follower.wants(each.event)) follower.send(each);
}

/** Opens the one subscription that all followers share, at the end of the log. `ended` is called once when it is over. */
export async function createTail(log: EventLogReader, ended: (error?: Error) => void): Promise<Tail> {
  const stop = new AbortController();
  const followers = new Map<Follower, Leave>();
  const recent = recentEvents((await log.head()).position, KEPT);

  async function run(): Promise<void> {
    for await (const { events } of log.subscribe({ after: recent.position(), signal: stop.signal })) {
      for (const each of events.map(passed)) {
        recent.add(each);
        tell(followers.keys(), each);
      }
      recent.trim();
    }
  }

  function end(error?: Error): void {
    for (const leave of [...followers.values()]) leave(error);
    ended(error);
  }

  run().then(() => end(), end);
  return {
    position: recent.position,
    since: recent.since,
    join: (follower, signal) => join(followers, follower, signal),
    close: () => stop.abort(),
  };
}
