import { comparePositions, START } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { ProblemError } from '#libs/platform';
import { type Comparison, compareAsOf, type Projector, replayTo } from '#libs/projections';
import { whileRunning } from './messages.ts';

export interface ReplayRequest {
  /** The last position that is replayed. */
  readonly to: string;
  /** Whether the rows are then held against those that are served. */
  readonly compare: boolean;
}

/** What a replay tells while it runs; `replayed` comes last, or `comparison` behind it. */
export type ReplayMessage =
  | { readonly kind: 'progress'; readonly position: string; readonly to: string }
  | { readonly kind: 'replayed'; readonly to: string; readonly events: number; readonly parked: readonly string[] }
  | ({ readonly kind: 'comparison'; readonly to: string; readonly generation: number } & Comparison);

export interface ReplayParts {
  readonly log: EventLogReader;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  readonly projector: Pick<Projector, 'generation' | 'waitFor' | 'position'>;
}

/** Milliseconds for the served rows to come as far as the position asked for. */
const CATCH_UP = 30_000;

const refused = (detail: string): ProblemError =>
  new ProblemError('malformed-request', { detail, errors: [{ pointer: '/to', rule: 'position', detail }] });

async function assertReplayable({ log, projector }: ReplayParts, { to, compare }: ReplayRequest): Promise<void> {
  const { position: head } = await log.head();
  if (comparePositions(to, head) > 0) throw refused(`The log ends at position ${head}, before ${to}.`);
  if (!compare || (await projector.waitFor(to, CATCH_UP)) === 'reached') return;
  throw new ProblemError('unavailable', {
    detail: `The read models have come to position ${projector.position()}, not yet to ${to}.`,
  });
}

async function* replaying(
  { log, url, projector }: ReplayParts,
  { to, compare }: ReplayRequest,
): AsyncGenerator<ReplayMessage> {
  const gone = new AbortController();
  let at: string = START;
  const progress = (position: string): void => {
    // The one place where a replay whose reader has gone can be stopped: what this throws ends it, and it drops its schema.
    gone.signal.throwIfAborted();
    at = position;
  };
  const running = replayTo({ log, url, position: to, progress });
  try {
    const { schema, events, parked } = yield* whileRunning(running, () => ({
      kind: 'progress' as const,
      position: at,
      to,
    }));
    yield { kind: 'replayed', to, events, parked };
    if (!compare) return;
    const { generation } = projector.generation;
    const comparison = await compareAsOf({ url, schema, generation, position: to });
    yield { kind: 'comparison', to, generation, ...comparison };
  } finally {
    gone.abort();
    await running.then(
      (replay) => replay.drop(),
      () => undefined,
    );
  }
}

/**
 * Replays the log up to a position into a schema of its own, which is dropped at the end, and holds the rows against the served ones as
 * known then: the proof that as-of answers are right. One at a time, for it costs as much as a rebuild.
 * @throws ProblemError `malformed-request`, `unavailable`, `conflict`, before the first message
 */
export function replayer(parts: ReplayParts): (request: ReplayRequest) => Promise<AsyncIterable<ReplayMessage>> {
  let busy = false;
  /** A reader that goes before the first message never starts the generator, so its end is not where the place is given back. */
  function whileBusy(messages: AsyncGenerator<ReplayMessage>): AsyncIterableIterator<ReplayMessage> {
    const iterator: AsyncIterableIterator<ReplayMessage> = {
      [Symbol.asyncIterator]: () => iterator,
      async next() {
        let ended: boolean | undefined = true;
        try {
          const result = await messages.next();
          ended = result.done;
          return result;
        } finally {
          if (ended) busy = false;
        }
      },
      async return() {
        try {
          return await messages.return(undefined);
        } finally {
          busy = false;
        }
      },
    };
    return iterator;
  }
  return async (request) => {
    if (busy) throw new ProblemError('conflict', { detail: 'A replay is running; wait until it has ended.' });
    busy = true;
    try {
      await assertReplayable(parts, request);
      return whileBusy(replaying(parts, request));
    } catch (error) {
      busy = false;
      throw error;
    }
  };
}
