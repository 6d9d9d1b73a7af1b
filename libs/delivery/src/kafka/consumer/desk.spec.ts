import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { DeliveredMessage } from '../port.ts';
import { Desk, type DeskOptions } from './desk.ts';
import type { MemberBatch } from './member.ts';

class Displaced extends Error {}

const logger = { info() {}, warn() {}, error() {} };
const bounds = async () => ({ low: '0', high: '100' });

let seat: { did: string[]; pause(p: number): void; resume(p: number): void; seek(p: number, offset: string): void };
let handled: [number, string[]][];
let desk: Desk;

const settled = (): Promise<void> => pause(5);

function openDesk(options: Partial<DeskOptions> = {}): Desk {
  desk = new Desk(
    {
      group: 'g',
      topic: 't',
      logger,
      heartbeatInterval: 1_000,
      bounds,
      place: async () => '10',
      handle: async (partition, messages) => void handled.push([partition, messages.map(({ offset }) => offset)]),
      isDisplaced: (error) => error instanceof Displaced,
      ...options,
    },
    seat,
  );
  return desk;
}

/** A batch as a member hands it over, and what became of it. */
function batch(
  partition: number,
  from: number,
  to: number,
  isCurrent = () => true,
): MemberBatch & { resolved: string[]; beats: number } {
  const messages = Array.from({ length: to - from }, (_, at) => ({
    key: Buffer.from('k'),
    value: Buffer.from('1'),
    timestamp: '0',
    attributes: 0,
    offset: String(from + at),
    headers: {},
  }));
  const made = {
    partition,
    messages,
    end: String(to),
    resolved: [] as string[],
    beats: 0,
    resolve: (offset: string) => void made.resolved.push(offset),
    heartbeat: async () => void (made.beats += 1),
    isCurrent,
  };
  return made;
}

beforeEach(() => {
  handled = [];
  const did: string[] = [];
  seat = {
    did,
    pause: (partition) => void did.push(`pause ${partition}`),
    resume: (partition) => void did.push(`resume ${partition}`),
    seek: (partition, offset) => void did.push(`seek ${partition} ${offset}`),
  };
});
afterEach(() => desk.close());

describe('a partition that is assigned', () => {
  it('is held back until its place is known, and what was fetched before is dropped', async () => {
    openDesk();
    desk.assign([3]);
    expect(seat.did).toEqual(['pause 3']);
    const early = batch(3, 0, 5);
    await desk.take(early);
    expect([handled, early.resolved]).toEqual([[], []]);
    await settled();
    expect(seat.did).toEqual(['pause 3', 'seek 3 10', 'resume 3']);
    await desk.take(batch(3, 10, 12));
    expect(handled).toEqual([[3, ['10', '11']]]);
  });

  it('begins where the broker begins when its place is beyond what the broker has', async () => {
    for (const [place, from] of [
      ['101', '0'],
      ['100', '100'],
      ['0', '0'],
    ] as const) {
      seat.did.length = 0;
      openDesk({ place: async () => place });
      desk.assign([0]);
      await settled();
      expect(seat.did).toContain(`seek 0 ${from}`);
      desk.close();
    }
  });

  it('is asked for again when its place cannot be told, and is not when it has gone to another member meanwhile', async () => {
    let asked = 0;
    openDesk({
      place: async () => {
        if ((asked += 1) < 3) throw new Error('no database');
        return '10';
      },
    });
    desk.assign([0]);
    while (!seat.did.includes('resume 0')) await settled();
    expect(asked).toBe(3);
    asked = 0;
    desk.assign([0]);
    await settled();
    desk.assign([1]);
    await pause(300);
    expect(desk.partitions()).toEqual([1]);
    expect(seat.did.filter((act) => act === 'resume 0')).toHaveLength(1);
  });
});

describe('a partition that has lost what was still to be read', () => {
  const told: string[] = [];
  const warn = ({ error }: { error?: Error }): void => void told.push(String(error?.message));
  beforeEach(() => void told.splice(0));

  it('stands still and says what is missing, before it is read', async () => {
    openDesk({ logger: { ...logger, warn }, bounds: async () => ({ low: '13', high: '100' }) });
    desk.assign([0]);
    await settled();
    expect(seat.did).toEqual(['pause 0']);
    expect(told).toEqual([expect.stringMatching(/partition 0 from offset 10 to 12; .*afa projections rebuild/)]);
    await desk.take(batch(0, 13, 15));
    expect(handled).toEqual([]);
  });

  it('stands still and says what is missing, while it is read', async () => {
    let low = '0';
    openDesk({ logger: { ...logger, warn }, bounds: async () => ({ low, high: '100' }) });
    desk.assign([0]);
    await settled();
    await desk.take(batch(0, 10, 12));
    low = '20';
    const behind = batch(0, 20, 22);
    await desk.take(behind);
    await settled();
    expect([handled.length, behind.resolved, seat.did.at(-1)]).toEqual([1, [], 'pause 0']);
    expect(told).toEqual([expect.stringMatching(/from offset 10 to 19/)]);
  });

  it('is not one in which offsets are skipped', async () => {
    openDesk({ logger: { ...logger, warn } });
    desk.assign([0]);
    await settled();
    await desk.take(batch(0, 10, 12));
    await desk.take(batch(0, 13, 14));
    expect(handled.map(([, offsets]) => offsets)).toEqual([['10', '11'], ['13']]);
    expect(told).toEqual([]);
  });
});

describe('a batch', () => {
  it('is handled in portions; each is resolved and followed by a sign of life', async () => {
    openDesk({ limit: 2 });
    desk.assign([0]);
    await settled();
    const taken = batch(0, 10, 15);
    await desk.take(taken);
    expect(handled.map(([, offsets]) => offsets)).toEqual([['10', '11'], ['12', '13'], ['14']]);
    expect(taken).toMatchObject({ resolved: ['11', '13', '14'], beats: 3 });
  });

  it('is left where it is when it is no longer current: after a stop, a seek or a rebalance', async () => {
    openDesk({ limit: 2 });
    desk.assign([0]);
    await settled();
    let portions = 0;
    await desk.take(batch(0, 10, 16, () => (portions += 1) <= 2));
    expect(handled).toHaveLength(2);
    await desk.take(batch(7, 10, 16));
    desk.close();
    await desk.take(batch(0, 14, 16));
    expect(handled).toHaveLength(2);
  });

  it('gives signs of life while it is handled', async () => {
    openDesk({ heartbeatInterval: 5, handle: () => pause(60) });
    desk.assign([0]);
    await settled();
    const taken = batch(0, 10, 11);
    await desk.take(taken);
    expect(taken.beats).toBeGreaterThan(3);
  });

  it('whose handling fails is not resolved; the partition waits and is fetched again from there', async () => {
    let failures = 0;
    openDesk({
      limit: 2,
      handle: async (partition, messages: readonly DeliveredMessage[]) => {
        if (messages[0]!.offset === '12' && (failures += 1) === 1) throw new Error('not now');
        handled.push([partition, messages.map(({ offset }) => offset)]);
      },
    });
    desk.assign([0]);
    await settled();
    seat.did.length = 0;
    const taken = batch(0, 10, 16);
    await desk.take(taken);
    expect([taken.resolved, seat.did]).toEqual([['11'], ['pause 0']]);
    while (seat.did.length < 2) await settled();
    expect(seat.did).toEqual(['pause 0', 'resume 0']);
    await desk.take(batch(0, 12, 16));
    expect(handled.map(([, offsets]) => offsets)).toEqual([
      ['10', '11'],
      ['12', '13'],
      ['14', '15'],
    ]);
  });

  it('whose place somebody else has moved makes the place be asked anew, at once and then with patience', async () => {
    let displaced = 2;
    let asked = 0;
    openDesk({
      place: async () => String(10 + 5 * asked++),
      handle: async () => {
        if ((displaced -= 1) >= 0) throw new Displaced('moved');
      },
    });
    desk.assign([0]);
    await settled();
    await desk.take(batch(0, 10, 12));
    await settled();
    expect(seat.did.slice(-2)).toEqual(['seek 0 15', 'resume 0']);
    await desk.take(batch(0, 15, 17));
    await settled();
    expect(asked).toBe(2);
    while (asked < 3) await settled();
    await settled();
    expect(seat.did.slice(-2)).toEqual(['seek 0 20', 'resume 0']);
    const last = batch(0, 20, 22);
    await desk.take(last);
    expect(last.resolved).toEqual(['21']);
  });

  it('that is in hand when the places are asked anew is not resolved', async () => {
    openDesk({ handle: () => pause(30) });
    desk.assign([0]);
    await settled();
    const taken = batch(0, 10, 12);
    const taking = desk.take(taken);
    desk.reseek();
    await taking;
    expect(taken.resolved).toEqual([]);
  });
});

describe('what is logged of a failure', () => {
  // Words of an error may quote what was written; only the logger knows which of them may be said.
  it('is the error itself, never its words', async () => {
    const told: object[] = [];
    const failure = new Error('duplicate key value "Clara Example"');
    const handle = () => Promise.reject(failure);
    openDesk({ handle, logger: { ...logger, warn: (fields: object) => void told.push(fields) } }).assign([1]);
    await settled();
    await desk.take(batch(1, 10, 11));
    expect(told).toEqual([{ topic: 't', partition: 1, failures: 1, error: failure }]);
  });
});
