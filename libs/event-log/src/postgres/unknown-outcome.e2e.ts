import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import { openCuttingProxy, type CuttingProxy } from '../testing/cutting-proxy.ts';
import { checkLog, checkReader, type Place } from '../testing/history-check.ts';
import { appendUntilAnswered, createLogDatabase, scaled, type LogDatabase } from '../testing/postgres-log.ts';
import { appended, sampleEvents, streamName } from '../testing/sample-events.ts';
import type { PostgresEventLog } from './open-event-log.ts';

const TERMINATIONS = scaled(200);
const CUTS = scaled(500);
const CLIENTS = 32;

/** Follows the log from its beginning until told to stop. */
async function follow(log: PostgresEventLog, signal: AbortSignal): Promise<Place[]> {
  const seen: Place[] = [];
  for await (const { events } of log.subscribe({ after: '0', signal })) seen.push(...events);
  return seen;
}

describe('an append whose outcome is unknown', () => {
  let logs: LogDatabase;
  let proxy: CuttingProxy;
  beforeAll(async () => {
    logs = await createLogDatabase();
    proxy = await openCuttingProxy(logs.database.urls.writer);
  });
  afterAll(async () => {
    await logs.drop();
    await proxy.close();
  });

  it(`stands once when its answer was lost, and is written when it never arrived (${CUTS} cuts)`, async () => {
    const log = await logs.open({ writerUrl: proxy.through(logs.database.urls.writer) });
    const acknowledged: RecordedEvent[] = [];
    for (let cut = 0; cut < CUTS; cut += 1) {
      const stream = streamName();
      acknowledged.push(...(await appended(log, stream, sampleEvents(1))));
      if (cut % 2 === 0) proxy.cutNextReply();
      else proxy.cutNextRequest();
      // Its head is known by now, so the first thing to be cut off is the append itself.
      const pair = [0, 2].map((expected) => appended(log, stream, sampleEvents(2), expected));
      acknowledged.push(...(await Promise.all(pair)).flat());
      expect(proxy.cuts).toBe(cut + 1);
    }
    expect(BigInt(log.status().epoch)).toBe(BigInt(CUTS + 1));
    const places = await logs.places();
    expect(places).toHaveLength(acknowledged.length);
    expect(checkLog(places, acknowledged)).toEqual([]);
    await log.close();
  });

  it(`is lost or doubled for none of ${CLIENTS} clients (${TERMINATIONS} sessions ended)`, async () => {
    const log = await logs.open();
    const stop = new AbortController();
    const following = follow(log, stop.signal);
    let ended = 0;
    const acknowledged: RecordedEvent[] = [];
    const client = async (): Promise<void> => {
      const stream = streamName();
      for (let next = 0; ended < TERMINATIONS; next += 1) {
        const expected = next === 0 ? 'none' : 2 * next - 1;
        acknowledged.push(...(await appendUntilAnswered(log, stream, sampleEvents(2), expected)));
      }
    };
    const working = Promise.all(Array.from({ length: CLIENTS }, client));
    working.catch(() => (ended = TERMINATIONS));
    while (ended < TERMINATIONS) {
      await pause(Math.random() * 60);
      ended += await logs.endWriterSessions();
    }
    await working;
    stop.abort();
    const places = await logs.places();
    expect(acknowledged.length).toBeGreaterThan(CLIENTS);
    expect(checkLog(places, acknowledged)).toEqual([]);
    const seen = await following;
    expect(checkReader(places, seen)).toEqual([]);
    expect(seen.length).toBeGreaterThan(0);
  }, 300_000);
});
