import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  EventLogUnavailable,
  type EventLog,
  type KurrentEventLog,
  type KurrentEventLogOptions,
  openKurrentEventLog,
} from '#libs/event-log';
import type { Place } from '../../../libs/event-log/src/testing/history-check.ts';
import { plainCodec } from '../../../libs/event-log/src/testing/sample-events.ts';
import { type KurrentStandIn, type StandInOptions, startKurrentStandIn } from '../../wire/kurrentdb/start.ts';

export const PREFIX = 'afa.';

/** A stand-in that can be killed and started again at the same place, and logs opened on it that are closed with it. */
export interface LogServer {
  readonly current: KurrentStandIn;
  open(options?: Partial<KurrentEventLogOptions>): Promise<KurrentEventLog>;
  /** SIGKILL; the file stays. */
  kill(): Promise<void>;
  /** On the same port and file. */
  start(options?: StandInOptions): Promise<void>;
  /** The whole log in commit order, told by the server without the adapter; names without the prefix. */
  places(): Promise<Place[]>;
  close(): Promise<void>;
}

export async function startLogServer(options: StandInOptions = {}): Promise<LogServer> {
  const first = await startKurrentStandIn(options);
  const { file, ports } = first;
  const opened: KurrentEventLog[] = [];
  let current = first;
  return {
    get current() {
      return current;
    },
    open: async (own) => {
      const log = await openKurrentEventLog({ url: current.url, codec: plainCodec, checkEvery: 200, ...own });
      opened.push(log);
      return log;
    },
    kill: () => current.kill(),
    start: async (own) => {
      current = await startKurrentStandIn({ ...options, file, port: ports[0] ?? 0, ...own });
    },
    places: async () =>
      (await current.control.events()).map((event) => ({ ...event, stream: event.stream.slice(PREFIX.length) })),
    close: async () => {
      for (const log of opened) await log.close();
      await current.kill();
      await first.stop();
    },
  };
}

/** Follows the log from its beginning; `seen` grows, `stop` ends it and waits. */
export function follow(
  log: EventLog,
  options: { slowly?: number } = {},
): { seen: Place[]; ended: Promise<void>; stop: () => Promise<void> } {
  const controller = new AbortController();
  const seen: Place[] = [];
  const following = (async () => {
    for await (const { events } of log.subscribe({ after: '0', limit: 50, signal: controller.signal })) {
      seen.push(...events);
      if (options.slowly) await pause(options.slowly);
    }
  })();
  following.catch(() => {}); // told by `ended` and `stop`
  const stop = async (): Promise<void> => {
    controller.abort();
    await following;
  };
  return { seen, ended: following, stop };
}

/** Waits until it holds; a test's own time-out ends what never comes. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(10);
}

/** Asks until the log answers again. */
export async function untilAnswered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof EventLogUnavailable)) throw error;
      await pause(50);
    }
  }
}

/** Stands before a server. `silence` lets nothing through any more on the connections that stand then; new ones work. */
export async function startSilencingProxy(
  port: number,
): Promise<{ port: number; silence: () => void; close: () => Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const proxy = net.createServer((socket) => {
    const upstream = net.connect(port, '127.0.0.1');
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on('error', () => {}).on('close', () => sockets.delete(end));
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const silence = (): void => {
    for (const socket of sockets) {
      socket.unpipe();
      socket.pause();
    }
  };
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
  };
  return { port: (proxy.address() as net.AddressInfo).port, silence, close };
}
