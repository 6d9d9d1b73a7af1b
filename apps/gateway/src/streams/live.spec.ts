import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { NewEvent } from '#libs/contracts';
import { createMemoryEventLog, type EventLog } from '#libs/event-log';
import { silentLogger } from '#libs/platform';
import { createLive, type Sink } from './live.ts';

let made = 0;
const event = (): NewEvent => {
  made += 1;
  const id = `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  return {
    id,
    type: 'Noted',
    schemaVersion: 1,
    data: { made },
    metadata: { actor: 'a', commandId: id, correlationId: id, causationId: id },
  };
};

async function append(log: EventLog, stream: string, count = 1): Promise<void> {
  await log.append({ stream, expected: 'any', events: Array.from({ length: count }, event) });
}

const until = async (done: () => boolean): Promise<void> => {
  for (let tries = 0; !done() && tries < 1000; tries += 1) await pause(2);
};

/** Takes everything, now and then only after a pause; notes where it was told that it has all. */
function collector(slow = false): Sink & { readonly positions: string[]; readonly caughtUpAt: number[] } {
  const positions: string[] = [];
  const caughtUpAt: number[] = [];
  return {
    positions,
    caughtUpAt,
    send: ({ event: { position } }) => positions.push(position) % 7 !== 0 || !slow,
    drained: () => pause(1),
    caughtUp: () => void caughtUpAt.push(positions.length),
  };
}

const counted = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

describe('following the log', () => {
  it('catches up and goes on live without gap or double, while others write all the time', async () => {
    const log = createMemoryEventLog();
    await append(log, 'swap-1', 1200);
    const live = createLive(log, silentLogger);
    const stop = new AbortController();
    const sinks = [collector(true), collector(), collector(true)];
    const following = sinks.map((sink, index) => live.follow({ after: String(index * 3), signal: stop.signal }, sink));
    for (let round = 0; round < 300; round += 1) {
      await append(log, `swap-${round % 3}`, 1 + (round % 4));
      if (round % 10 === 0) await pause(1);
    }
    const head = Number((await log.head()).position);
    await until(() => sinks.every(({ positions }) => positions.at(-1) === String(head)));
    stop.abort();
    await Promise.all(following);
    sinks.forEach(({ positions, caughtUpAt }, index) => {
      expect(positions).toEqual(counted(index * 3 + 1, head));
      expect(caughtUpAt).toHaveLength(1);
    });
    live.close();
  });

  it('gives only the streams asked for, and is caught up where the rest of the log is of others', async () => {
    const log = createMemoryEventLog();
    await append(log, 'swap-1', 2);
    await append(log, 'person-1', 700);
    const live = createLive(log, silentLogger);
    const stop = new AbortController();
    const sink = collector();
    const following = live.follow({ after: '0', streamPrefixes: ['swap-'], signal: stop.signal }, sink);
    await until(() => sink.caughtUpAt.length > 0);
    await append(log, 'person-2');
    await append(log, 'swap-2');
    await until(() => sink.positions.length === 3);
    expect(sink.positions).toEqual(['1', '2', '704']);
    stop.abort();
    await following;
    live.close();
  });

  it('tells followers when the log is lost', async () => {
    const log = createMemoryEventLog();
    const live = createLive(log, silentLogger);
    const sink = collector();
    const following = live.follow({ after: '0', signal: new AbortController().signal }, sink);
    await until(() => sink.caughtUpAt.length > 0);
    await log.close();
    await expect(following).rejects.toThrow('closed');
  });
});
