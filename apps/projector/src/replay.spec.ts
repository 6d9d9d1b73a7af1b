import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryEventLog } from '#libs/event-log';
import { replayer } from './replay.ts';
import { parkedStreamsOf } from './status.ts';

describe('a replay is asked for', () => {
  const log = createMemoryEventLog();
  let reached: 'reached' | 'stale';
  const projector = {
    generation: { projection: 'register', generation: 1, schema: 'rm_1' },
    waitFor: async () => reached,
    position: () => '0',
  };
  // Nobody listens there: what starts to replay fails.
  const url = 'postgresql://nobody:x@127.0.0.1:9/none';
  let replay: ReturnType<typeof replayer>;
  beforeEach(async () => {
    reached = 'reached';
    replay = replayer({ log, url, projector });
    const metadata = { actor: 'me', commandId: randomUUID(), correlationId: randomUUID(), causationId: randomUUID() };
    const event = { id: randomUUID(), type: 'X', schemaVersion: 1, data: {}, metadata };
    await log.append({ stream: 'x', expected: 'any', events: [event] });
  });
  const start = (to = '1', compare = true) => replay({ to, compare });

  it('not beyond the end of the log', async () => {
    await expect(start('999')).rejects.toMatchObject({ problem: { status: 400 } });
  });

  it('not before the served rows are there, unless nothing is compared', async () => {
    reached = 'stale';
    await expect(start()).rejects.toMatchObject({ problem: { status: 503 } });
    await expect(start('1', false)).resolves.toBeDefined();
  });

  it('one at a time; one whose reader went before the first message counts no longer', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ problem: { status: 409 } });
    await first[Symbol.asyncIterator]().return!();
    const second = await start();
    await expect(second[Symbol.asyncIterator]().next()).rejects.toThrow(/ECONNREFUSED/);
    await start();
  });

  it('again after one that was refused', async () => {
    await expect(start('999')).rejects.toThrow();
    await expect(start()).resolves.toBeDefined();
  });
});

it('parked events are told by stream, the mark of an operator not counted as one', () => {
  const row = { type: null, error: '', codeVersion: '', parkedAt: '', reason: 'operator' as const };
  const rows = [
    { ...row, stream: 'a', position: '3', revision: null },
    { ...row, stream: 'a', position: '5', revision: 1 },
    { ...row, stream: 'a', position: '6', revision: 2 },
    { ...row, stream: 'b', position: '4', revision: 0 },
  ];
  expect(parkedStreamsOf(rows).map(({ stream, position, waiting }) => [stream, position, waiting])).toEqual([
    ['a', '3', 2],
    ['b', '4', 1],
  ]);
});
