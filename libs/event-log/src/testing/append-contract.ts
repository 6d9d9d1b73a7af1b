import { describe, expect, it } from '@jest/globals';
import { comparePositions, type RecordedEvent } from '#libs/contracts';
import type { EventLog } from '../port.ts';
import type { LogCapabilities } from './capabilities.ts';
import { appended, sampleEvent, sampleEvents, streamName } from './sample-events.ts';

export function describeExpectedRevisions(open: () => EventLog): void {
  describe('expected revision', () => {
    it('"none" begins a stream once', async () => {
      const stream = streamName();
      const [first] = await appended(open(), stream, [sampleEvent()], 'none');
      expect(first).toMatchObject({ stream, revision: 0 });
      expect(await open().append({ stream, expected: 'none', events: [sampleEvent()] })).toEqual({
        kind: 'wrong-revision',
        stream,
        current: 0,
      });
    });

    it('a number appends only behind that revision', async () => {
      const stream = streamName();
      await appended(open(), stream, sampleEvents(3), 'none');
      const outcome = await open().append({ stream, expected: 1, events: [sampleEvent()] });
      expect(outcome).toEqual({ kind: 'wrong-revision', stream, current: 2 });
      const [next] = await appended(open(), stream, [sampleEvent()], 2);
      expect(next?.revision).toBe(3);
    });

    it('a number on an unknown stream names no current revision', async () => {
      const stream = streamName();
      const outcome = await open().append({ stream, expected: 0, events: [sampleEvent()] });
      expect(outcome).toEqual({ kind: 'wrong-revision', stream, current: null });
    });

    it('"any" always appends', async () => {
      const stream = streamName();
      const first = await appended(open(), stream, sampleEvents(2), 'any');
      const second = await appended(open(), stream, sampleEvents(2), 'any');
      expect([...first, ...second].map((event) => event.revision)).toEqual([0, 1, 2, 3]);
    });

    it('of two appends at once behind one revision exactly one wins', async () => {
      const stream = streamName();
      const outcomes = await Promise.all(
        [1, 2].map(() => open().append({ stream, expected: 'none', events: [sampleEvent()] })),
      );
      expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['appended', 'wrong-revision']);
      expect(await open().readStream(stream)).toHaveLength(1);
    });

    it('appends at once to one stream see each other', async () => {
      const stream = streamName();
      const outcomes = await Promise.all(
        ['none', 1, 5, 'any'].map((expected) =>
          open().append({ stream, expected: expected as 'any', events: sampleEvents(2) }),
        ),
      );
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(['appended', 'appended', 'wrong-revision', 'appended']);
      expect((await open().readStream(stream)).map((event) => event.revision)).toEqual([0, 1, 2, 3, 4, 5]);
    });
  });
}

export function describeIdempotence(open: () => EventLog, capabilities: LogCapabilities): void {
  describe('the same append again', () => {
    it('is answered with the first result', async () => {
      const stream = streamName();
      const events = sampleEvents(2);
      const first = await appended(open(), stream, events, 'none');
      const again = await open().append({ stream, expected: 'none', events });
      expect(again).toEqual({ kind: 'appended', events: first, repeated: true });
    });

    it.each(['none', 'any', 7] as const)('also when the stream has moved on, expecting %p', async (expected) => {
      const stream = streamName();
      const events = sampleEvents(2);
      const first = await appended(open(), stream, events);
      await appended(open(), stream, sampleEvents(3));
      const again = await open().append({ stream, expected, events });
      expect(again).toEqual({ kind: 'appended', events: first, repeated: true });
      expect(await open().readStream(stream)).toHaveLength(5);
    });

    it('is written once when both arrive at once', async () => {
      const stream = streamName();
      const events = sampleEvents(2);
      const outcomes = await Promise.all([1, 2, 3].map(() => open().append({ stream, expected: 'any', events })));
      expect(outcomes.map((outcome) => outcome.kind === 'appended' && outcome.repeated)).toEqual([false, true, true]);
      expect(await open().readStream(stream)).toHaveLength(2);
    });

    it('in another stream is never taken for the first one', async () => {
      const event = sampleEvent();
      const [stream, other] = [streamName(), streamName()];
      const first = await appended(open(), stream, [event]);
      const outcome = await open().append({ stream: other, expected: 'none', events: [event] });
      if (capabilities.idsAcrossStreams) expect(outcome).toEqual({ kind: 'event-id-taken', id: event.id });
      else
        expect(outcome).toMatchObject({ kind: 'appended', events: [{ stream: other, revision: 0 }], repeated: false });
      expect(await open().readStream(other)).toHaveLength(capabilities.idsAcrossStreams ? 0 : 1);
      const again = await open().append({ stream, expected: 'none', events: [event] });
      expect(again).toEqual({ kind: 'appended', events: first, repeated: true });
    });

    it('with one event more or in another order means that the id is taken', async () => {
      const stream = streamName();
      const [first, second] = sampleEvents(2) as [ReturnType<typeof sampleEvent>, ReturnType<typeof sampleEvent>];
      await appended(open(), stream, [first, second]);
      for (const events of [
        [first, second, sampleEvent()],
        [second, first],
        [sampleEvent(), first],
      ]) {
        const outcome = await open().append({ stream, expected: 'any', events });
        expect(outcome.kind).toBe('event-id-taken');
      }
      expect(await open().readStream(stream)).toHaveLength(2);
    });
  });
}

export function describeBatches(open: () => EventLog, capabilities: LogCapabilities): void {
  describe('appends at once', () => {
    it('get positions that rise without double, each append in one piece', async () => {
      const { position: after } = await open().head();
      const results = await Promise.all(
        Array.from({ length: 60 }, (_, n) => appended(open(), streamName(), sampleEvents(1 + (n % 3)))),
      );
      const inOrder = results.flat().sort((left, right) => comparePositions(left.position, right.position));
      expect(await open().readAll({ after })).toEqual(inOrder);
      expect(new Set(inOrder.map((event) => event.position)).size).toBe(inOrder.length);
      for (const events of results) {
        const first = inOrder.indexOf(events[0] as RecordedEvent);
        expect(inOrder.slice(first, first + events.length)).toEqual(events);
      }
      if (!capabilities.densePositions) return;
      expect(inOrder.map((event) => event.position)).toEqual(
        inOrder.map((_, n) => String(BigInt(after) + BigInt(n + 1))),
      );
    });

    it.each([
      ['U+0000', { text: 'a\u0000b' }],
      ['half of a surrogate pair', { text: 'a\ud800b' }],
      ['half of a surrogate pair in a key', { ['\udc00']: 1 }],
    ])('commit although one of them holds %s', async (_name, data) => {
      const { position: after } = await open().head();
      const bad = 7;
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          open().append({ stream: streamName(), expected: 'none', events: [sampleEvent(n === bad ? { data } : {})] }),
        ),
      );
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(
        outcomes.map((_, n) => (n === bad ? 'refused' : 'appended')),
      );
      expect(await open().readAll({ after })).toHaveLength(19);
      if (capabilities.densePositions) expect((await open().head()).position).toBe(String(BigInt(after) + 19n));
    });

    it('commit although some of them conflict', async () => {
      const taken = streamName();
      await appended(open(), taken, [sampleEvent()]);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          open().append({ stream: n % 4 === 0 ? taken : streamName(), expected: 'none', events: [sampleEvent()] }),
        ),
      );
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(
        outcomes.map((_, n) => (n % 4 === 0 ? 'wrong-revision' : 'appended')),
      );
    });
  });
}

export function describeRefusals(open: () => EventLog): void {
  describe('what no log can hold is refused', () => {
    const twin = sampleEvent();
    it.each([
      ['no event at all', []],
      ['an id that is no UUID', [sampleEvent({ id: 'one' })]],
      ['one id twice', [twin, twin]],
      ['an empty type', [sampleEvent({ type: '' })]],
      ['a version that is no whole number', [sampleEvent({ schemaVersion: 1.5 })]],
      ['data that is no JSON', [sampleEvent({ data: 1n })]],
      ['no data', [sampleEvent({ data: undefined })]],
    ])('%s', async (_name, events) => {
      const stream = streamName();
      expect((await open().append({ stream, expected: 'any', events })).kind).toBe('refused');
      expect(await open().readStream(stream)).toEqual([]);
    });

    it.each(['', 'x'.repeat(501), 'a\u0000', 'a\ud800'])('the stream name %j', async (stream) => {
      expect((await open().append({ stream, expected: 'any', events: [sampleEvent()] })).kind).toBe('refused');
    });

    it('but text that only looks so is kept', async () => {
      const data = { a: '\\u0000', b: '\\\\ud800', c: '😀', '"\u001e': '\u001e' };
      const stream = streamName();
      await appended(open(), stream, [sampleEvent({ data })]);
      expect((await open().readStream(stream))[0]?.data).toEqual(data);
    });
  });
}
