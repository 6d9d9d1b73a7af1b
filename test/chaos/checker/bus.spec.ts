import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../history.ts';
import { checkBus } from './bus.ts';
import type { Bus, BusMessage, Evidence, LoggedEvent } from './evidence.ts';
import { checkOrder } from './log.ts';
import { checkPartitions, type PartitionStanding } from './partitions.ts';

const logged = (position: number, stream: string, revision: number): LoggedEvent => ({
  position: String(position),
  stream,
  revision,
  id: `e${position}`,
  type: 'LegReported',
  data: { leg: 'a', count: position },
  metadata: { commandId: `k${position}` },
});
/** Positions rise with holes; `a` and `c` share partition 0, `b` has the other. */
const log = [logged(10, 'a', 0), logged(25, 'b', 0), logged(31, 'a', 1), logged(60, 'c', 0), logged(61, 'b', 1)];
const [a0, b0, a1, c0, b1] = log as [LoggedEvent, LoggedEvent, LoggedEvent, LoggedEvent, LoggedEvent];

const message = (
  partition: number,
  offset: number,
  { stream, revision, id, position, metadata, data }: LoggedEvent,
) => ({
  partition,
  offset: String(offset),
  key: stream,
  value: JSON.stringify({ count: data['count'], leg: 'a' }),
  headers: {
    ce_id: id,
    ce_type: 'afa.LegReported.v1',
    ce_subject: stream,
    ce_revision: String(revision),
    ce_position: position,
    ce_commandid: metadata.commandId,
    ce_incarnation: 'i',
  },
});
const messages: BusMessage[] = [
  message(0, 0, a0),
  message(0, 1, a1),
  message(0, 2, c0),
  message(1, 0, b0),
  message(1, 1, b1),
];
const bus: Bus = {
  incarnation: 'i',
  messages,
  published: { position: '61', offsets: ['3', '2'] },
  marks: [{ position: '31', offsets: ['2', '1'] }],
};
const sound: Evidence = { history: [], log, order: 'rising', bus, shown: log, readers: {}, models: [], replays: [] };
const ofBus = (fields: Partial<Bus>): readonly string[] =>
  checkBus({ ...sound, bus: { ...bus, ...fields } }).violations;

describe('positions that only rise', () => {
  it('may have holes, but not come back', () => {
    expect(checkOrder(sound).violations).toEqual([]);
    const back = [a0, { ...b0, position: '9' }];
    expect(checkOrder({ ...sound, log: back, shown: back }).violations).toEqual(['position 9 comes behind 10']);
  });
});

describe('the checker of the bus', () => {
  it('finds nothing in a sound topic, nor in one with repeats or left-overs of an earlier one', () => {
    expect(ofBus({})).toEqual([]);
    expect(ofBus({ messages: [...messages, message(0, 3, a0), message(0, 4, a1)] })).toEqual([]);
    const leftOver = message(1, 9, a1);
    expect(
      ofBus({ messages: [...messages, { ...leftOver, headers: { ...leftOver.headers, ce_incarnation: 'h' } }] }),
    ).toEqual([]);
  });

  it.each<[string, Partial<Bus>, RegExp]>([
    ['a lost event', { messages: messages.slice(0, -1) }, /^b 1 of 61 is not on the bus/],
    ['a hole', { messages: messages.slice(1) }, /^0\/1: a 1 first comes where 0 belongs/],
    ['another order', { messages: [message(0, 0, a1), message(0, 1, a0)] }, /^0\/0: a 1 first comes where 0 belongs/],
    [
      'a repeat that differs',
      { messages: [...messages, { ...message(0, 3, a0), value: '{}' }] },
      /^0\/3: a 0 is another than at 0\/0/,
    ],
    ['a key in two partitions', { messages: [...messages, message(1, 2, a1)] }, /^1\/2: a 1 lies beside partition 0/],
    [
      'other words',
      { messages: [{ ...messages[0]!, value: '{"leg":"b"}' }, ...messages.slice(1)] },
      /^0\/0: data of a 0 is not what the log holds/,
    ],
    ['what nobody logged', { messages: [...messages, message(1, 2, logged(70, 'b', 2))] }, /^b has more on the bus/],
    [
      'a mark before its messages',
      { marks: [{ position: '31', offsets: ['1', '1'] }] },
      /^the relay noted 31 at 1 of partition 0/,
    ],
    [
      'a position before its acknowledgement',
      { published: { position: '61', offsets: ['3', '1'] } },
      /^the relay noted 61 at 1 of partition 1/,
    ],
  ])('names %s', (_name, fields, words) => {
    expect(ofBus(fields)).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
  });
});

const standing: PartitionStanding = {
  server: 's',
  generation: 1,
  complete: '61',
  published: { incarnation: 'i', position: '61' },
  partitions: [
    { partition: 0, incarnation: 'i', next: '3' },
    { partition: 1, incarnation: 'i', next: '2' },
  ],
  heads: { a: 1, b: 1, c: 0 },
  parked: {},
};
const look = (fields: Partial<PartitionStanding>): Entry => ({
  t: 0,
  process: 'checkpoints',
  f: 'query',
  type: 'ok',
  value: { ...standing, ...fields },
});
const at = (zero: string, one: string, incarnation = 'i') => [
  { partition: 0, incarnation, next: zero },
  { partition: 1, incarnation, next: one },
];
const early = look({ partitions: at('1', '0'), heads: { a: 0 }, complete: '10' });
const judged = (...history: Entry[]): readonly string[] => checkPartitions({ ...sound, history }).violations;

describe('the checker of partitions', () => {
  it('finds nothing where places and rows move together, after a crash of the server back together as well', () => {
    expect(judged(early, look({}))).toEqual([]);
    const crashed = look({ server: 't', partitions: at('1', '0'), heads: { a: 0, b: -1, c: -1 }, complete: '10' });
    expect(judged(look({}), crashed, look({ server: 't' }))).toEqual([]);
  });

  it('finds nothing where a stream stands still, nor where it was set free further than its partition', () => {
    const parked = look({ heads: { a: 0, b: 1, c: 0 }, parked: { a: 1 } });
    expect(judged(parked)).toEqual([]);
    const part = { partitions: at('1', '0'), complete: '10' };
    expect(judged(look({ ...part, heads: { a: 0 }, parked: { a: 1 } }), look({ ...part, heads: { a: 1 } }))).toEqual(
      [],
    );
  });

  it('finds nothing where the topic began anew, and the rows were further', () => {
    const before = look({ partitions: at('3', '2', 'h'), published: { incarnation: 'h', position: '61' } });
    expect(
      judged(before, look({ partitions: at('1', '0'), heads: {}, published: { incarnation: 'i', position: '10' } })),
    ).toEqual([]);
  });

  it.each<[string, Entry[], RegExp]>([
    [
      'an offset ahead of the rows',
      [look({ heads: { a: 0, b: 1, c: 0 } })],
      /^offset 3 of partition 0 is ahead of the rows of a: 0/,
    ],
    [
      'a stream that stands still too early',
      [look({ heads: { b: 1, c: 0 }, parked: { a: 1 } })],
      /ahead of the rows of a: -1 where 0 belongs/,
    ],
    [
      'an offset ahead of all rows of a stream',
      [look({ heads: { a: 1, b: 1 } })],
      /ahead of the rows of c: -1 where 0/,
    ],
    [
      'rows ahead of the offset',
      [look({ partitions: at('1', '2'), complete: '25' })],
      /^offset 1 .* behind the rows of a: 1/,
    ],
    [
      'rows of what has not been read',
      [look({ partitions: at('3', '0'), complete: '10' })],
      /behind the rows of b: nothing/,
    ],
    ['an offset that went back', [look({}), early], /^partition 0 went back from 3 to 1/],
    [
      'a complete position that fell',
      [look({}), look({ complete: '31' })],
      /^the complete position fell from 61 to 31/,
    ],
    ['a complete position ahead of the log', [look({ complete: '99' })], /^complete up to 99, but the log ends at 61/],
    [
      'a complete position ahead of the rows',
      [look({ partitions: at('1', '2'), heads: { a: 0, b: 1 } })],
      /^complete up to 61 without a 1/,
    ],
    [
      'a relay that went back',
      [look({}), look({ published: { incarnation: 'i', position: '31' } })],
      /^the relay went back from 61 to 31/,
    ],
    ['tables nobody looked at', [], /^nobody looked/],
  ])('names %s', (_name, history, words) => {
    expect(judged(...history)).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
  });
});
