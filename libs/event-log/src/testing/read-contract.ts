import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparePositions, START, type RecordedEvent } from '#libs/contracts';
import type { EventLog } from '../port.ts';
import { appended, canonical, metadata, sampleEvent, sampleEvents, streamName } from './sample-events.ts';

const revisions = (events: readonly RecordedEvent[]): number[] => events.map((event) => event.revision);

export function describeReading(open: () => EventLog): void {
  describe('reading a stream', () => {
    it('gives back what was appended', async () => {
      const stream = streamName();
      const event = sampleEvent({ metadata: { ...metadata(), traceparent: '00-ab-cd-01', reason: 'because' } });
      const written = await appended(open(), stream, [event]);
      expect(await open().readStream(stream)).toEqual(written);
      expect(written[0]).toMatchObject(event);
      expect(written[0]?.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    });

    it('pages both ways', async () => {
      const stream = streamName();
      await appended(open(), stream, sampleEvents(7));
      const read = async (options: Parameters<EventLog['readStream']>[1]): Promise<number[]> =>
        revisions(await open().readStream(stream, options));
      expect(await read({})).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(await read({ limit: 3 })).toEqual([0, 1, 2]);
      expect(await read({ from: 3, limit: 3 })).toEqual([3, 4, 5]);
      expect(await read({ from: 7 })).toEqual([]);
      expect(await read({ direction: 'backwards', limit: 2 })).toEqual([6, 5]);
      expect(await read({ direction: 'backwards', from: 4, limit: 3 })).toEqual([4, 3, 2]);
      expect(await read({ direction: 'backwards', from: 1 })).toEqual([1, 0]);
      expect(await read({ direction: 'backwards', from: 99, limit: 1 })).toEqual([6]);
    });

    it('of an unknown stream is empty', async () => {
      expect(await open().readStream(streamName())).toEqual([]);
      expect(await open().readStream(streamName(), { direction: 'backwards' })).toEqual([]);
    });

    it('names the streams that hold events', async () => {
      const [held, other] = [streamName(), streamName()];
      await appended(open(), held, [sampleEvent()]);
      expect(await open().existing([held, other, held])).toEqual(new Set([held]));
      expect(await open().existing([])).toEqual(new Set());
    });
  });

  it('gives back every JSON value as the same value', async () => {
    const value = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 10 }), async (values) => {
        const stream = streamName();
        const outcome = await open().append({
          stream,
          expected: 'none',
          events: values.map((data) => sampleEvent({ data })),
        });
        const holdsNull = /(?<!\\)(\\\\)*\\u0000/.test(JSON.stringify(values));
        expect(outcome.kind).toBe(holdsNull ? 'refused' : 'appended');
        const read = await open().readStream(stream);
        if (!holdsNull) expect(read.map((event) => canonical(event.data))).toEqual(values.map(canonical));
      }),
      { numRuns: 60 },
    );
  });
}

export function describeReadingAll(open: () => EventLog): void {
  describe('reading the whole log', () => {
    it('begins behind the given position and keeps the order of appends', async () => {
      const { position: after } = await open().head();
      const one = await appended(open(), streamName(), sampleEvents(2));
      const two = await appended(open(), streamName(), sampleEvents(2));
      expect(await open().readAll({ after })).toEqual([...one, ...two]);
      expect(await open().readAll({ after: one[1]?.position ?? '' })).toEqual(two);
      expect(await open().readAll({ after: two[1]?.position ?? '' })).toEqual([]);
    });

    it('begins behind any position, whether an event stands there or not', async () => {
      const { position: after } = await open().head();
      await appended(open(), streamName(), sampleEvents(2));
      await appended(open(), streamName(), sampleEvents(1));
      const events = await open().readAll({ after });
      const near = events.flatMap(({ position }) => [-1n, 0n, 1n].map((step) => String(BigInt(position) + step)));
      for (const place of near.filter((position) => comparePositions(position, after) >= 0)) {
        const behind = events.filter(({ position }) => comparePositions(position, place) > 0);
        expect(await open().readAll({ after: place })).toEqual(behind);
        expect(await open().readAll({ after: place, limit: 1 })).toEqual(behind.slice(0, 1));
      }
      expect(await open().readAll({ after: '9007199254740993' })).toEqual([]);
    });

    it('page by page meets each event once', async () => {
      await appended(open(), streamName(), sampleEvents(5));
      const positions: string[] = [];
      for (let after = START; ; after = positions.at(-1) ?? START) {
        const page = await open().readAll({ after, limit: 3 });
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(3);
        positions.push(...page.map((event) => event.position));
      }
      expect(positions).toEqual([...new Set(positions)].sort(comparePositions));
      expect(positions.at(-1)).toBe((await open().head()).position);
    });

    it('only streams with one of the prefixes', async () => {
      const { position: after } = await open().head();
      const swap = await appended(open(), streamName('swap'), sampleEvents(2));
      await appended(open(), streamName('swapping%_'), sampleEvents(3));
      const source = await appended(open(), streamName('source'), sampleEvents(2));
      const read = (streamPrefixes: string[], limit?: number): Promise<readonly RecordedEvent[]> =>
        open().readAll({ after, streamPrefixes, ...(limit && { limit }) });
      expect(await read(['swap-', 'source-'])).toEqual([...swap, ...source]);
      expect(await read(['swap-', 'source-'], 3)).toEqual([...swap, source[0]]);
      expect(await read(['swap%', '_'])).toEqual([]);
      expect(await read(['none-'])).toEqual([]);
    });
  });

  it('the head is the last event', async () => {
    const events = await appended(open(), streamName(), sampleEvents(2));
    const last = events.at(-1);
    expect(await open().head()).toEqual({ position: last?.position, recordedAt: last?.recordedAt });
  });
}
