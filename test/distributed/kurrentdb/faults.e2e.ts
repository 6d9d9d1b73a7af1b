import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import { EventLogUnavailable, type KurrentEventLog } from '#libs/event-log';
import { checkLog, checkReader } from '../../../libs/event-log/src/testing/history-check.ts';
import { appendUntilAnswered, scaled } from '../../../libs/event-log/src/testing/postgres-log.ts';
import { appended, sampleEvents, streamName } from '../../../libs/event-log/src/testing/sample-events.ts';
import { follow, type LogServer, startLogServer, until } from './logs.ts';

const CUTS = scaled(2_000);
const OUTAGES = scaled(50);
const CLIENTS = 8;
const SPARSE = { densePositions: false };

describe('faults between the log and its server', () => {
  let server: LogServer;
  let log: KurrentEventLog;
  beforeEach(async () => {
    server = await startLogServer();
    log = await server.open();
  });
  afterEach(() => server.close());

  it(`an append stands once, whether it was cut off before or after it was stored (${CUTS} cuts)`, async () => {
    const acknowledged: RecordedEvent[] = [];
    for (let cut = 0; cut < CUTS; cut += 1) {
      const { control } = server.current;
      const stream = streamName();
      acknowledged.push(...(await appended(log, stream, sampleEvents(1), 'none')));
      await (cut % 2 === 0 ? control.cutAfterCommit(1) : control.cutBeforeCommit(1));
      const expected = cut % 4 < 2 ? 0 : 'any';
      const outcome = await log.append({ stream, expected, events: sampleEvents(2) });
      if (outcome.kind !== 'appended') throw new Error(`it was ${outcome.kind}`);
      expect(outcome.repeated).toBe(false); // the first answer was lost, but it is this append that wrote
      acknowledged.push(...outcome.events);
    }
    const places = await server.places();
    expect(places).toHaveLength(3 * CUTS);
    expect(checkLog(places, acknowledged, SPARSE)).toEqual([]);
  }, 600_000);

  it('an append whose server died before it answered is found by the same append again', async () => {
    for (let round = 0; round < 4; round += 1) {
      const stream = streamName();
      const events = sampleEvents(2);
      const stored = round % 2 === 0;
      await (stored ? server.current.control.cutAfterCommit(1_000) : server.current.control.cutBeforeCommit(1_000));
      const unknown = log.append({ stream, expected: 'none', events });
      await expect(unknown).rejects.toThrow(EventLogUnavailable);
      await server.kill();
      await server.start();
      await expect(appendUntilAnswered(log, stream, events, 'none')).resolves.toHaveLength(2);
      await appended(log, stream, sampleEvents(1), 1);
      const again = await log.append({ stream, expected: 'none', events });
      expect(again).toMatchObject({ kind: 'appended', repeated: true });
      expect(await log.readStream(stream)).toHaveLength(3);
    }
    expect(checkLog(await server.places(), [], SPARSE)).toEqual([]);
  });

  const outages: readonly ((server: LogServer) => Promise<unknown>)[] = [
    async ({ current }) => {
      for (let cut = 0; cut < 5; cut += 1) await current.control.drop().then(() => pause(20));
    },
    async ({ current }) => {
      await current.control.refuse(true);
      await pause(randomInt(100, 800));
      await current.control.refuse(false);
    },
    async ({ current }) => {
      await current.control.hang(true);
      await pause(randomInt(100, 3_000));
      await current.control.hang(false);
    },
    async (killed) => {
      await killed.kill();
      await pause(randomInt(0, 3_000));
      await killed.start();
    },
    async ({ current }) => {
      await current.control.cutAfterCommit(5);
      await current.control.endSubscriptions('cancel');
      await current.control.muteSubscriptions();
      await pause(100);
    },
  ];

  it(`nothing is lost, doubled or out of order for ${CLIENTS} clients and 2 readers (${OUTAGES} outages)`, async () => {
    const readers = [follow(log), follow(log, { slowly: 5 })];
    const acknowledged: RecordedEvent[] = [];
    const state = { over: false };
    const client = async (): Promise<void> => {
      const stream = streamName();
      for (let next = 0; !state.over; next += 1) {
        const expected = next === 0 ? 'none' : 2 * next - 1;
        acknowledged.push(...(await appendUntilAnswered(log, stream, sampleEvents(2), expected)));
        await pause(5);
      }
    };
    const working = Promise.all(Array.from({ length: CLIENTS }, client));
    working.catch(() => (state.over = true));
    for (let outage = 0; outage < OUTAGES && !state.over; outage += 1) {
      const before = acknowledged.length;
      await outages[outage % outages.length]?.(server);
      await until(() => acknowledged.length > before + CLIENTS || state.over);
    }
    state.over = true;
    await working;
    const places = await server.places();
    await until(() => readers.every(({ seen }) => seen.length >= places.length));
    for (const { stop } of readers) await stop();
    expect(checkLog(places, acknowledged, SPARSE)).toEqual([]);
    for (const { seen } of readers) {
      expect(seen).toHaveLength(places.length);
      expect(checkReader(places, seen)).toEqual([]);
    }
  }, 900_000);
});
