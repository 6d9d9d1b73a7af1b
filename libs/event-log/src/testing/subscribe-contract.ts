import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { comparePositions, START, type RecordedEvent } from '#libs/contracts';
import type { EventLog, SubscribeOptions, SubscriptionPage } from '../port.ts';
import type { LogCapabilities } from './capabilities.ts';
import { appended, sampleEvents, streamName } from './sample-events.ts';

/** Collects until the wanted number of events came and the page said that the end was reached. */
async function collect(log: EventLog, options: SubscribeOptions, wanted: number): Promise<SubscriptionPage[]> {
  const pages: SubscriptionPage[] = [];
  let count = 0;
  for await (const page of log.subscribe(options)) {
    pages.push(page);
    count += page.events.length;
    if (count >= wanted && page.caughtUp) break;
  }
  return pages;
}

const eventsOf = (pages: readonly SubscriptionPage[]): RecordedEvent[] => pages.flatMap((page) => page.events);

/** The live pages that carry so many events: each brings something and has caught up. */
async function nextLive(pages: AsyncIterator<SubscriptionPage>, wanted: number): Promise<SubscriptionPage[]> {
  const met: SubscriptionPage[] = [];
  while (eventsOf(met).length < wanted) {
    const { value } = (await pages.next()) as { value: SubscriptionPage };
    expect(value).toMatchObject({ caughtUp: true });
    expect(value.events).not.toEqual([]);
    met.push(value);
  }
  return met;
}

export function describeSubscribing(open: () => EventLog, capabilities: LogCapabilities): void {
  const expectLive = (pages: readonly SubscriptionPage[], written: readonly RecordedEvent[]): void => {
    expect(eventsOf(pages)).toEqual(written);
    if (capabilities.appendsOnOnePage) expect(pages).toHaveLength(1);
  };

  describe('subscribing', () => {
    it('catches up in pages, then says so', async () => {
      const { position: after } = await open().head();
      const written = await appended(open(), streamName(), sampleEvents(7));
      const pages = await collect(open(), { after, limit: 3 }, 7);
      expect(eventsOf(pages)).toEqual(written);
      expect(pages.map((page) => page.caughtUp)).toEqual([false, false, true]);
    });

    it('says on an empty rest that it has caught up', async () => {
      const { position: after } = await open().head();
      expect(await collect(open(), { after }, 0)).toEqual([{ events: [], caughtUp: true }]);
    });

    it('goes on live, each page caught up again', async () => {
      const { position: after } = await open().head();
      const iterator = open().subscribe({ after })[Symbol.asyncIterator]();
      expect((await iterator.next()).value).toEqual({ events: [], caughtUp: true });
      for (const count of [1, 2, 3]) {
        const live = nextLive(iterator, count);
        const written = await appended(open(), streamName(), sampleEvents(count));
        expectLive(await live, written);
      }
      await iterator.return?.();
    });

    it('meets every event once while others append', async () => {
      const { position: after } = await open().head();
      const subscribers = [1, 2, 3].map(() => collect(open(), { after, limit: 7 }, 200));
      const written = await Promise.all(
        Array.from({ length: 100 }, () => appended(open(), streamName(), sampleEvents(2))),
      );
      const inOrder = written.flat().sort((left, right) => comparePositions(left.position, right.position));
      expect(inOrder).toHaveLength(200);
      for (const pages of await Promise.all(subscribers)) expect(eventsOf(pages)).toEqual(inOrder);
      if (!capabilities.densePositions) return;
      expect(inOrder.map(({ position }) => position)).toEqual(
        inOrder.map((_, n) => String(BigInt(after) + BigInt(n + 1))),
      );
    });

    it('with prefixes wakes only for its streams', async () => {
      const { position: after } = await open().head();
      const subscribed = open().subscribe({ after, streamPrefixes: ['swap-'] });
      const iterator = subscribed[Symbol.asyncIterator]();
      expect((await iterator.next()).value).toEqual({ events: [], caughtUp: true });
      const live = nextLive(iterator, 2);
      await appended(open(), streamName('source'), sampleEvents(3));
      const written = await appended(open(), streamName('swap'), sampleEvents(2));
      expectLive(await live, written);
      await iterator.return?.();
    });

    it('ends when the signal aborts, waiting or not, and leaves no listener', async () => {
      await appended(open(), streamName(), sampleEvents(3));
      const controller = new AbortController();
      const { position: after } = await open().head();
      const waiting = open().subscribe({ after, signal: controller.signal })[Symbol.asyncIterator]();
      await waiting.next();
      const ended = waiting.next();
      const reading = open().subscribe({ after: START, limit: 1, signal: controller.signal })[Symbol.asyncIterator]();
      await reading.next();
      controller.abort();
      expect(await ended).toEqual({ done: true, value: undefined });
      expect(await reading.next()).toEqual({ done: true, value: undefined });
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    });

    it('keeps one listener at most, however often it waited', async () => {
      const controller = new AbortController();
      const { position: after } = await open().head();
      const iterator = open().subscribe({ after, signal: controller.signal })[Symbol.asyncIterator]();
      await iterator.next();
      for (let round = 0; round < 5; round += 1) {
        const next = iterator.next();
        await appended(open(), streamName(), sampleEvents(1));
        await next;
      }
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      await iterator.return?.();
    });
  });
}
