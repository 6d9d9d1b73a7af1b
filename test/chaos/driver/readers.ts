import { setTimeout as pause } from 'node:timers/promises';
import type { History } from '../history.ts';
import type { Server } from './client.ts';

interface Place {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
}

/** One that follows the log over all kills. Records each event it is given as `read`. */
export interface Follower {
  readonly name: string;
  /** The last position it was given. */
  position(): string;
  readonly done: Promise<void>;
}

export interface FollowerOptions {
  readonly history: History;
  readonly server: Server;
  readonly name: string;
  readonly signal: AbortSignal;
  readonly streamPrefix?: string;
  /** Cuts its own connection after so many events. */
  readonly leavesAfter?: () => number;
}

const placeOf = ({ id, stream, revision, position }: Place): Place => ({ id, stream, revision, position });

/** The frames of a `text/event-stream`: a frame counts only once its empty line has come, as in a browser. */
async function* frames(body: ReadableStream<Uint8Array>): AsyncGenerator<Map<string, string>> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const whole = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = whole.pop()!;
    for (const frame of whole)
      yield new Map(
        frame
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]),
      );
  }
}

/** A subscriber of the live stream that connects again with `Last-Event-ID`, whoever cut the connection. */
export function followStream({ history, server, name, signal, streamPrefix, leavesAfter }: FollowerOptions): Follower {
  let last: string | null = null;
  async function connectOnce(): Promise<void> {
    const query = streamPrefix ? `?streamPrefix=${streamPrefix}` : '';
    const cut = new AbortController();
    const headers: Record<string, string> = last === null ? {} : { 'last-event-id': last };
    const response = await fetch(`${server.url()}/v1/events/stream${query}`, {
      headers,
      signal: AbortSignal.any([signal, cut.signal]),
    });
    if (response.status !== 200) throw new Error(`answered ${response.status}`);
    let left = leavesAfter?.() ?? Infinity;
    for await (const frame of frames(response.body!)) {
      if (frame.has('event') || !frame.has('data')) continue;
      history.record(name, 'read', 'ok', placeOf(JSON.parse(frame.get('data')!) as Place));
      last = frame.get('id')!;
      left -= 1;
      if (left <= 0) return cut.abort();
    }
  }
  async function run(): Promise<void> {
    while (!signal.aborted) {
      await connectOnce().catch((error: unknown) => history.record(name, 'read', 'info', { reason: String(error) }));
      await pause(100);
    }
  }
  return { name, position: () => last ?? '0', done: run() };
}

/** A reader of pages: `/v1/events?after=`. */
export function followPages({ history, server, name, signal }: FollowerOptions): Follower {
  let last = '0';
  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        const response = await fetch(`${server.url()}/v1/events?after=${last}&limit=200`, {
          signal: AbortSignal.timeout(10_000),
        });
        const { data } = (await response.json()) as { data?: Place[] };
        if (response.status !== 200 || !data) throw new Error(`answered ${response.status}`);
        for (const event of data) history.record(name, 'read', 'ok', placeOf(event));
        last = data.at(-1)?.position ?? last;
        if (data.length === 0) await pause(150);
      } catch (error) {
        history.record(name, 'read', 'info', { reason: String(error) });
        await pause(50);
      }
    }
  }
  return { name, position: () => last, done: run() };
}
