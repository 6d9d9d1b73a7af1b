import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import { EventLogAlreadyOpen, EventLogFenced, EventLogUnavailable } from '../port.ts';
import { openCuttingProxy } from '../testing/cutting-proxy.ts';
import { checkLog } from '../testing/history-check.ts';
import { createLogDatabase, scaled, type LogDatabase } from '../testing/postgres-log.ts';
import { appended, sampleEvent, sampleEvents, streamName } from '../testing/sample-events.ts';
import type { PostgresEventLog } from './open-event-log.ts';

const RACES = scaled(200);
const BUMP = 'UPDATE log.writer SET epoch = epoch + 1';

describe('a second writer', () => {
  let logs: LogDatabase;
  beforeEach(async () => {
    logs = await createLogDatabase();
  });
  afterEach(() => logs.drop());

  it('fences the first: all its appends fail, its subscriptions end, it is told once', async () => {
    const reasons: Error[] = [];
    const log = await logs.open({ onFenced: (reason) => reasons.push(reason) });
    await appended(log, streamName(), sampleEvents(1));
    const subscribed = log.subscribe({ after: '1' })[Symbol.asyncIterator]();
    await subscribed.next();
    const waiting = subscribed.next();
    await logs.admin.query(BUMP);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => appended(log, streamName(), [sampleEvent()])),
    );
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'EventLogFenced' } });
    await expect(waiting).rejects.toThrow(EventLogFenced);
    await expect(appended(log, streamName(), [sampleEvent()])).rejects.toThrow(EventLogFenced);
    expect(reasons).toHaveLength(1);
    expect(log.status().state).toBe('stopped');
    expect(await logs.places()).toHaveLength(1);
  });

  it('that wrote while the first was cut off is found when the first comes back', async () => {
    const proxy = await openCuttingProxy(logs.database.urls.writer);
    const first = await logs.open({ writerUrl: proxy.through(logs.database.urls.writer) });
    const acknowledged: RecordedEvent[] = [...(await appended(first, streamName(), sampleEvents(2)))];
    proxy.block(true);
    const second = await logs.open();
    acknowledged.push(...(await appended(second, streamName(), sampleEvents(2))));
    await second.close();
    proxy.block(false);
    await expect(appended(first, streamName(), [sampleEvent()])).rejects.toThrow(EventLogFenced);
    expect(checkLog(await logs.places(), acknowledged)).toEqual([]);
    await proxy.close();
  });

  it(`forks nothing, whoever wins (${RACES} races)`, async () => {
    const acknowledged: RecordedEvent[] = [];
    const stream = streamName();
    let holder = await logs.open();
    const write = async (log: PostgresEventLog): Promise<void> => {
      for (let count = 0; count < 3; count += 1) {
        const outcome = await log
          .append({ stream, expected: 'any', events: sampleEvents(2) })
          .catch((error: unknown) => error);
        if (outcome instanceof EventLogFenced || outcome instanceof EventLogUnavailable) continue;
        if (outcome instanceof Error) throw outcome;
        acknowledged.push(...((outcome as { events?: RecordedEvent[] }).events ?? []));
      }
    };
    for (let race = 0; race < RACES; race += 1) {
      const writing = write(holder);
      const [, challenger] = await Promise.all([
        logs.endWriterSessions(),
        logs.open({ lockWait: race % 3 === 0 ? 0 : 20 }).catch((error: unknown) => {
          if (error instanceof EventLogAlreadyOpen || error instanceof EventLogUnavailable) return null;
          throw error;
        }),
      ]);
      await writing;
      if (challenger) {
        await Promise.all([write(holder), write(challenger)]);
        await holder.close();
        holder = challenger;
      }
    }
    acknowledged.push(...(await appended(holder, stream, sampleEvents(1))));
    expect(checkLog(await logs.places(), acknowledged)).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(RACES);
  }, 120_000);
});
