import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Passed } from './passed.ts';
import type { Sink } from './live.ts';

/** Bytes that may wait for a client; one that is further behind is cut off and resumes from its last id. */
export const MOST_WAITING = 1_048_576;
/** Milliseconds after which a client that takes nothing at all is cut off while it catches up. */
const LONGEST_STALL = 60_000;
/** Milliseconds that a cut-off client is given to take the last words. */
const LAST_WORDS = 1_000;
/** Milliseconds a browser waits before it connects again. */
const RETRY = 2_000;

/** Events as `text/event-stream`: the id is the position, the data the event as JSON; `caught-up` and `cut-off` tell where the client stands. */
export interface SseConnection extends Sink {
  /** Ends the stream; the client connects again by itself. */
  end(): void;
}

const frame = ({ event, json }: Passed): string => `id: ${event.position}\ndata: ${json}\n\n`;
const named = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** Tells a client that is too slow from where to go on. What waits may never be taken, and its memory is wanted back. */
function endSlow(response: ServerResponse, resumeAfter: string | null): void {
  response.end(named('cut-off', { reason: 'slow', resumeAfter }));
  setTimeout(() => response.destroy(), LAST_WORDS).unref();
}

/**
 * Writes events to one client. Memory per client is bounded: while catching up the next event waits for the client, live events are
 * dropped with the connection when more than 1 MiB waits.
 * @param gone aborted when the connection is over, whoever ended it
 */
export function sseConnection(
  response: ServerResponse,
  gone: AbortController,
  options: { heartbeat: number; mostWaiting?: number },
): SseConnection {
  const mostWaiting = options.mostWaiting ?? MOST_WAITING;
  let lastSent: string | null = null;

  function finish(): void {
    clearInterval(heartbeat);
    gone.abort();
  }

  const heartbeat = setInterval(() => void response.write(':\n\n'), options.heartbeat);
  response.once('close', finish);
  response.write(`retry: ${RETRY}\n\n`);

  function cutOff(): void {
    if (gone.signal.aborted) return;
    finish();
    endSlow(response, lastSent);
  }

  return {
    send(each) {
      if (gone.signal.aborted) return true;
      if (response.writableLength > mostWaiting) return (cutOff(), true);
      lastSent = each.event.position;
      return response.write(frame(each));
    },
    async drained() {
      if (gone.signal.aborted || !response.writableNeedDrain) return;
      const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(LONGEST_STALL)]);
      await once(response, 'drain', { signal }).catch(() => cutOff());
    },
    caughtUp: (position) => void response.write(named('caught-up', { position })),
    end() {
      if (gone.signal.aborted) return;
      finish();
      response.end();
    },
  };
}
