import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NewEvent, RecordedEvent } from '#libs/contracts';
import { createMemoryEventLog, type EventLog } from '#libs/event-log';
import { Continuity, StreamIncomplete } from './continuity.ts';

const quiet = { info() {}, warn() {}, error() {} };
const id = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const metadata = { actor: 'editor', commandId: id(0), correlationId: id(0), causationId: id(0) };
const event = (last: number): NewEvent => ({ id: id(last), type: 'Noted', schemaVersion: 1, data: {}, metadata });

let log: EventLog;
let events: readonly RecordedEvent[];
const counts = { repeated: 0, gaps: 0, asked: 0 };
const metrics = {
  repeated: (count: number) => void (counts.repeated += count),
  gap: (count: number) => void (counts.gaps += count),
};

/** Thirty events of three streams in turn: positions 1 to 30, ten revisions each. */
beforeEach(async () => {
  Object.assign(counts, { repeated: 0, gaps: 0, asked: 0 });
  log = createMemoryEventLog();
  for (let at = 0; at < 30; at += 1)
    await log.append({ stream: `source-${at % 3}`, expected: 'any', events: [event(at + 1)] });
  events = await log.readAll({ after: '0' });
});

const continuity = (published: string, mostStreams?: number): Continuity => {
  const readStream: EventLog['readStream'] = (stream, options) => {
    counts.asked += 1;
    return log.readStream(stream, options);
  };
  return new Continuity(
    { log: { readStream }, logger: quiet, metrics, ...(mostStreams && { mostStreams }) },
    published,
  );
};
const without = (...positions: number[]): readonly RecordedEvent[] =>
  events.filter(({ position }) => !positions.includes(Number(position)));
const places = (admitted: readonly { event: RecordedEvent; upTo: string }[]): [string, string][] =>
  admitted.map(({ event: { position }, upTo }) => [position, upTo]);

describe('what a relay lets through', () => {
  it('is everything, without asking the log where nothing is left out', async () => {
    const own = continuity('0');
    const admitted = [...(await own.admit(events.slice(0, 12))), ...(await own.admit(events.slice(12)))];
    expect(places(admitted)).toEqual(events.map(({ position }) => [position, position]));
    expect(counts).toEqual({ repeated: 0, gaps: 0, asked: 0 });
  });

  it('asks for each stream once whether its former event was published before it began', async () => {
    const own = continuity('12');
    const admitted = [...(await own.admit(events.slice(12, 20))), ...(await own.admit(events.slice(20)))];
    expect(admitted).toHaveLength(18);
    expect(counts).toEqual({ repeated: 0, gaps: 0, asked: 3 });
  });

  it('drops what comes again', async () => {
    const own = continuity('6');
    expect(await own.admit(events.slice(2, 6))).toEqual([]);
    expect(places(await own.admit([...events.slice(6, 9), ...events.slice(6, 12)]))).toHaveLength(6);
    expect(counts).toMatchObject({ repeated: 7, gaps: 0 });
  });

  it.each([
    ['in the middle of a page', 14],
    ['at the beginning of a stream', 2],
  ])('fills a gap %s from the stream, before the event that shows it', async (_where, missing) => {
    const admitted = places(await continuity('0').admit(without(missing)));
    expect(admitted).toHaveLength(30);
    const at = admitted.findIndex(([position]) => position === String(missing));
    // It shows with the stream's next event, three positions on; until that is out, everything is out only up to the one before.
    expect(admitted.slice(at, at + 2)).toEqual([
      [String(missing), String(missing + 2)],
      [String(missing + 3), String(missing + 3)],
    ]);
    expect(counts).toMatchObject({ gaps: 1, repeated: 0 });
  });

  it('finds a gap that lies between where it began and a page that first shows the stream', async () => {
    const own = continuity('3');
    await own.admit(without(4, 7).slice(3, 7)); // nothing of the first stream
    const admitted = await own.admit(events.slice(9, 12));
    expect(places(admitted).map(([position]) => position)).toEqual(['4', '7', '10', '11', '12']);
    expect(counts).toMatchObject({ gaps: 2, repeated: 0 });
  });

  it('forgets streams beyond a number, and then proves only what comes from there on', async () => {
    const own = continuity('0', 2);
    for (const page of [events.slice(0, 1), events.slice(1, 2), events.slice(2, 3), events.slice(3, 4)])
      await own.admit(page);
    expect(counts).toEqual({ repeated: 0, gaps: 0, asked: 1 }); // the first stream was forgotten and is asked for
  });

  it('is nothing beyond an event that the log itself does not give', async () => {
    const readStream = async (): Promise<RecordedEvent[]> => [];
    const own = new Continuity({ log: { readStream }, logger: quiet }, '0');
    await expect(own.admit(without(2))).rejects.toBeInstanceOf(StreamIncomplete);
    const late = new Continuity({ log: { readStream }, logger: quiet }, '20');
    await expect(late.admit(events.slice(20))).rejects.toBeInstanceOf(StreamIncomplete);
  });
});
