import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import { EventLogAlreadyOpen } from '../port.ts';
import { createLogDatabase, type LogDatabase } from '../testing/postgres-log.ts';
import { appended, sampleEvent, sampleEvents, streamName } from '../testing/sample-events.ts';
import { EventLogNotEmpty, RestoreRefused, restorePostgresEventLog } from './restore.ts';

async function* each(events: readonly RecordedEvent[]): AsyncGenerator<RecordedEvent> {
  yield* events;
}

let origin: LogDatabase;
let events: readonly RecordedEvent[];
let empty: LogDatabase;
const restore = (list: readonly RecordedEvent[]) =>
  restorePostgresEventLog({ writerUrl: empty.database.urls.writer, events: each(list) });

beforeAll(async () => {
  [origin, empty] = await Promise.all([createLogDatabase(), createLogDatabase()]);
  const log = await origin.open();
  const streams = Array.from({ length: 40 }, () => streamName());
  for (let round = 0; round < 30; round += 1)
    await Promise.all(streams.map((stream) => appended(log, stream, sampleEvents(1 + (round % 2)))));
  await appended(log, streams[0]!, [sampleEvent({ data: { text: 'Сенцов “all” \\u001e 😀', deep: [{ n: 1.5 }] } })]);
  events = await log.readAll({ after: '0', limit: 10_000 });
});
afterAll(() => Promise.all([origin.drop(), empty.drop()]));

/** The events with the one at `index` changed. */
const changed = (index: number, change: Partial<RecordedEvent>): RecordedEvent[] =>
  events.map((event, at) => (at === index ? { ...event, ...change } : event));

/** The position of the last event, which is known only once the log is written. */
const LAST = 'last';

describe('what cannot stand in a log', () => {
  const refusals: [string, () => RecordedEvent[], string | null][] = [
    ['a hole in the positions', () => events.filter((_, at) => at !== 1_500), '1502'],
    ['a log that does not begin at 1', () => events.slice(1), '2'],
    ['two events in each other’s place', () => [...changed(0, {}).reverse()], LAST],
    ['a stream whose revision jumps', () => changed(1_700, { revision: 900 }), '1701'],
    ['a stream that does not begin at 0', () => changed(3, { stream: 'sample-other', revision: 1 }), '4'],
    ['an id that stands twice, batches apart', () => changed(1_600, { id: events[2]!.id }), '1601'],
    ['an id that stands twice in one batch', () => changed(10, { id: events[2]!.id }), '11'],
    ['a time before the one before', () => changed(20, { recordedAt: '2001-01-01T00:00:00.000Z' }), '21'],
    ['no time at all', () => changed(20, { recordedAt: 'yesterday' }), '21'],
    ['a revision that stands already', () => changed(1_000, { stream: events[0]!.stream, revision: 0 }), '1001'],
  ];

  it.each(refusals)('%s', async (_why, list, position) => {
    const refused = await restore(list()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RestoreRefused);
    expect((refused as RestoreRefused).position).toBe(position === LAST ? String(events.length) : position);
    expect(await empty.places()).toEqual([]);
  });
});

it('keeps nothing where the backup breaks off', async () => {
  async function* broken(): AsyncGenerator<RecordedEvent> {
    yield* events.slice(0, 1_500);
    throw new Error('the line is torn');
  }
  const restoring = restorePostgresEventLog({ writerUrl: empty.database.urls.writer, events: broken() });
  await expect(restoring).rejects.toThrow('the line is torn');
  expect(await empty.places()).toEqual([]);
});

it('gives the same log: positions, times and all; and the log goes on behind it', async () => {
  const progress: number[] = [];
  const restored = await restorePostgresEventLog({
    writerUrl: empty.database.urls.writer,
    events: each(events),
    onProgress: (count) => progress.push(count),
  });
  expect(restored).toEqual({ events: events.length, lastPosition: String(events.length) });
  expect(progress).toEqual([1_000, events.length]);
  const log = await empty.open();
  expect(await log.readAll({ after: '0', limit: 10_000 })).toEqual(events);
  const [next] = await appended(log, events[0]!.stream, sampleEvents(1));
  expect(next!.position).toBe(String(events.length + 1));
});

it('is refused beside a running writer, and into a log with events', async () => {
  await expect(restore(events)).rejects.toThrow(EventLogAlreadyOpen);
  const other = await createLogDatabase();
  const log = await other.open();
  await appended(log, streamName(), sampleEvents(1));
  await log.close();
  const into = restorePostgresEventLog({ writerUrl: other.database.urls.writer, events: each(events) });
  await expect(into).rejects.toThrow(EventLogNotEmpty);
  expect(await other.places()).toHaveLength(1);
  await other.drop();
});
