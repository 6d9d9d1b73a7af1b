import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import type { Api } from '../server/api.ts';
import { serverSentEvents } from '../server/sse.ts';

export interface Following {
  /** Exclusive. */
  readonly after: string;
  readonly prefix?: string | undefined;
  event(json: string): Promise<void>;
  caughtUp(position: string): void;
}

/** Milliseconds between attempts to come back; a restart of the register is waited out, a longer absence is told. */
const COME_BACK = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

interface Standing {
  /** The last position that was given. */
  after: string;
  /** Attempts since then. */
  failures: number;
}

/** One connection, until it ends. */
async function connection(api: Api, context: Context, following: Following, standing: Standing): Promise<void> {
  const response = await api.open('/v1/events/stream', {
    parameters: { after: standing.after, streamPrefix: following.prefix },
    headers: { accept: 'text/event-stream' },
  });
  for await (const message of serverSentEvents(response, context)) {
    if (message.event === 'message' && message.id !== null) {
      await following.event(message.data);
      standing.after = message.id;
      standing.failures = 0;
    } else if (message.event === 'caught-up') {
      following.caughtUp((JSON.parse(message.data) as { position: string }).position);
      standing.failures = 0;
    }
  }
}

/**
 * Gives every event after a position, then what comes, until interrupted. Comes back after a broken connection, without gap or double.
 * @throws Failure `unavailable` where the register stays away
 */
export async function follow(api: Api, context: Context, following: Following): Promise<void> {
  const { interrupted } = context.terminal;
  const standing: Standing = { after: following.after, failures: 0 };
  while (!interrupted.aborted) {
    try {
      await connection(api, context, following, standing);
    } catch (error) {
      if (interrupted.aborted) return;
      const away = error instanceof Failure && error.reason === 'unavailable';
      if (!away || standing.failures >= COME_BACK.length) throw error;
      if (standing.failures === 0) context.say('the connection is lost; trying to come back');
    }
    const wait = COME_BACK[Math.min(standing.failures, COME_BACK.length - 1)];
    await pause(wait, undefined, { signal: interrupted }).catch(() => undefined);
    standing.failures += 1;
  }
}
