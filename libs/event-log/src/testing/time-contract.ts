import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { START, type RecordedEvent } from '#libs/contracts';
import type { EventLog } from '../port.ts';
import { appended, sampleEvent, sampleEvents, streamName } from './sample-events.ts';

/** The definition, word by word: the last position before the first event recorded after the instant. */
export function positionAtByHand(events: readonly RecordedEvent[], instant: string): string {
  const firstAfter = events.findIndex((event) => Date.parse(event.recordedAt) > Date.parse(instant));
  const before = firstAfter === -1 ? events : events.slice(0, firstAfter);
  return before.at(-1)?.position ?? START;
}

/** The whole log, page by page. */
export async function everyEvent(log: EventLog): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (let after = START; ; after = events.at(-1)?.position ?? START) {
    const page = await log.readAll({ after });
    if (page.length === 0) return events;
    events.push(...page);
  }
}

export function describeTime(open: () => EventLog): void {
  describe('time', () => {
    it('of a position is that of its event', async () => {
      for (const { position, recordedAt } of await appended(open(), streamName(), sampleEvents(3))) {
        expect(await open().recordedAt(position)).toBe(recordedAt);
      }
    });

    it('of a position without event is none', async () => {
      await appended(open(), streamName(), sampleEvents(2));
      const taken = new Set((await everyEvent(open())).map((event) => event.position));
      const head = BigInt((await open().head()).position);
      const places = [head + 1n, head + 1_000_000n, ...Array.from({ length: 70 }, (_, n) => head - BigInt(n))];
      const free = [START, ...places.filter((place) => place > 0n).map(String)].filter((place) => !taken.has(place));
      for (const place of free) expect([place, await open().recordedAt(place)]).toEqual([place, null]);
    });

    it('finds the position of an instant', async () => {
      for (let round = 0; round < 5; round += 1) {
        await appended(open(), streamName(), [sampleEvent()]);
        await pause(2);
      }
      const events = await everyEvent(open());
      const times = events.slice(-20).map((event) => Date.parse(event.recordedAt));
      const instants = times.flatMap((time) => [-1, 0, 1].map((step) => new Date(time + step).toISOString()));
      for (const instant of ['1999-12-31T23:59:59Z', ...instants, '2999-01-01T00:00:00+02:00']) {
        expect([instant, await open().positionAt(instant)]).toEqual([instant, positionAtByHand(events, instant)]);
      }
    });

    it('refuses what is no instant', async () => {
      for (const instant of ['yesterday', '2026-01-01', '2026-02-30T00:00:00Z', '2026-01-01T00:00:00']) {
        await expect(open().positionAt(instant)).rejects.toThrow(RangeError);
      }
    });
  });
}
