import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { START, type PayloadCodec } from '#libs/contracts';
import { EventLogUnavailable, type EventLog } from './port.ts';
import {
  describeBatches,
  describeExpectedRevisions,
  describeIdempotence,
  describeRefusals,
} from './testing/append-contract.ts';
import type { LogCapabilities } from './testing/capabilities.ts';
import { describeReading, describeReadingAll } from './testing/read-contract.ts';
import { appended, plainCodec, sampleEvent, sampleEvents, sealingCodec, streamName } from './testing/sample-events.ts';
import { describeSubscribing } from './testing/subscribe-contract.ts';
import { describeTime } from './testing/time-contract.ts';

export interface OpenedLog {
  /** A new log without events. */
  readonly log: EventLog;
  /** Closes it and removes what it stood on. */
  dispose(): Promise<void>;
}

export interface OpenOptions {
  readonly codec: PayloadCodec;
  readonly clock?: () => Date;
}

/** What every adapter of the event log promises. Each test brings its own streams, so all share one log. */
export function describeEventLogContract(
  name: string,
  capabilities: LogCapabilities,
  open: (options: OpenOptions) => Promise<OpenedLog>,
): void {
  describe(`the event log in ${name}`, () => {
    let opened: OpenedLog;
    const log = (): EventLog => opened.log;
    beforeAll(async () => {
      opened = await open({ codec: plainCodec });
    });
    afterAll(() => opened.dispose());

    it('is empty at first', async () => {
      expect(await log().head()).toEqual({ position: START, recordedAt: null });
      expect(await log().readAll({ after: START })).toEqual([]);
      expect(await log().positionAt('2026-01-01T00:00:00Z')).toBe(START);
    });

    describeExpectedRevisions(log);
    describeIdempotence(log, capabilities);
    describeBatches(log, capabilities);
    describeRefusals(log);
    describeReading(log);
    describeReadingAll(log);
    describeTime(log);
    describeSubscribing(log, capabilities);
  });

  describeOwnLogs(name, capabilities, open);
}

/** What needs a log of its own: another codec, another clock, an end. */
function describeOwnLogs(
  name: string,
  capabilities: LogCapabilities,
  open: (options: OpenOptions) => Promise<OpenedLog>,
): void {
  async function withLog(options: Partial<OpenOptions>, use: (log: EventLog) => Promise<void>): Promise<void> {
    const { log, dispose } = await open({ codec: plainCodec, ...options });
    await use(log).finally(dispose);
  }

  describe(`a log of its own in ${name}`, () => {
    it('stores what the codec encoded and hands out what it decoded', () =>
      withLog({ codec: sealingCodec }, async (log) => {
        const stream = streamName();
        const events = sampleEvents(2);
        const written = await appended(log, stream, events);
        expect(written.map((event) => event.data)).toEqual([{ n: 0 }, { n: 1 }]);
        expect(await log.readStream(stream)).toEqual(written);
        expect(await log.readAll({ after: START })).toEqual(written);
        expect(await log.append({ stream, expected: 'any', events })).toEqual({
          kind: 'appended',
          events: written,
          repeated: true,
        });
        for await (const page of log.subscribe({ after: START })) {
          expect(page.events).toEqual(written);
          break;
        }
      }));

    it('writes what waits when it is closed, and then answers nothing any more', () =>
      withLog({}, async (log) => {
        const subscribed = drain(log.subscribe({ after: START }));
        const waiting = Array.from({ length: 5 }, () => appended(log, streamName(), [sampleEvent()]));
        await nextTurn();
        const closed = log.close();
        expect((await Promise.all(waiting)).flat()).toHaveLength(5);
        await closed;
        await expect(subscribed).rejects.toThrow(EventLogUnavailable);
        await expect(appended(log, streamName(), [sampleEvent()])).rejects.toThrow(EventLogUnavailable);
        await expect(log.head()).rejects.toThrow(EventLogUnavailable);
      }));
  });

  if (!capabilities.givenClock) return;
  describe(`a log with a clock of its own in ${name}`, () => {
    it('records times that never fall, and finds the position of an instant', async () => {
      const readings = ['10:00:00.000Z', '10:00:05.120Z', '09:00:00.000Z', '10:00:05.121Z', '11:00:00.500Z'];
      const days = readings.map((time) => new Date(`2026-03-01T${time}`));
      await withLog({ clock: () => days.shift() ?? new Date('2026-03-02T00:00:00Z') }, async (log) => {
        for (const _reading of readings) await appended(log, streamName(), [sampleEvent()]);
        const times = (await log.readAll({ after: START })).map((event) => event.recordedAt.slice(11));
        expect(times).toEqual(['10:00:00.000Z', '10:00:05.120Z', '10:00:05.120Z', '10:00:05.121Z', '11:00:00.500Z']);
        const at = (time: string): Promise<string> => log.positionAt(`2026-03-01T${time}`);
        expect(await Promise.all(['09:59:59.999Z', '10:00:00Z', '12:00:05.119+02:00', '10:00:05.12Z'].map(at))).toEqual(
          [START, '1', '1', '3'],
        );
        expect(await Promise.all(['10:00:05.1209Z', '10:00:05.121Z', '11:00:00.499Z', '23:59:60Z'].map(at))).toEqual([
          '3',
          '4',
          '4',
          '5',
        ]);
      });
    });
  });
}

async function drain(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _page of pages) continue;
}
