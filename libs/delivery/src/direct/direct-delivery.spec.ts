import { describe, expect, it } from '@jest/globals';
import type { NewEvent } from '#libs/contracts';
import { createMemoryEventLog, type EventLog, EventLogUnavailable } from '#libs/event-log';
import { directDelivery } from './direct-delivery.ts';

const id = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const metadata = { actor: 'editor', commandId: id(0), correlationId: id(0), causationId: id(0) };
const event = (last: number): NewEvent => ({ id: id(last), type: 'Noted', schemaVersion: 1, data: {}, metadata });

async function write(log: EventLog, from: number, to: number): Promise<void> {
  for (let last = from; last <= to; last += 1)
    await log.append({ stream: `source-${id(last % 3)}`, expected: 'any', events: [event(last)] });
}

describe('direct delivery', () => {
  it('gives every event once and in order, those that come later too', async () => {
    const log = createMemoryEventLog();
    await write(log, 1, 25);
    const positions: string[] = [];
    for await (const page of directDelivery(log).pages({ after: '5', limit: 7 })) {
      positions.push(...page.events.map(({ position }) => position));
      if (page.caughtUp && positions.length === 20) await write(log, 26, 30);
      if (positions.length === 25) break;
    }
    expect(positions).toEqual(Array.from({ length: 25 }, (_, index) => String(index + 6)));
  });

  it('ends when told to, also while nothing comes', async () => {
    const log = createMemoryEventLog();
    const abort = new AbortController();
    const pages: boolean[] = [];
    for await (const { caughtUp } of directDelivery(log).pages({ after: '0', signal: abort.signal })) {
      pages.push(caughtUp);
      setImmediate(() => abort.abort());
    }
    expect(pages).toEqual([true]);
  });

  it('lets a consumer leave while it waits for the next page, also by an error', async () => {
    const log = createMemoryEventLog();
    await write(log, 1, 3);
    const failing = async (): Promise<void> => {
      for await (const page of directDelivery(log).pages({ after: '0' }))
        throw new Error(`${page.events.length} events`);
    };
    await expect(failing()).rejects.toThrow('3 events');
  });

  it('throws to the consumer when the log is lost', async () => {
    const log = createMemoryEventLog();
    await write(log, 1, 3);
    const following = async (): Promise<void> => {
      for await (const page of directDelivery(log).pages({ after: '0' })) if (page.caughtUp) await log.close();
    };
    await expect(following()).rejects.toBeInstanceOf(EventLogUnavailable);
  });
});
