import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.ts';
import { deliveryMigrations } from '../migrations.ts';
import { isTimeToThin, landmarks, thinMarks } from './marks.ts';
import {
  beginEpoch,
  beginIncarnation,
  furthestPublished,
  movePublished,
  type Published,
  RelayFenced,
} from './published.ts';
import { openRelaySession, type RelaySession } from './session.ts';

const TOPIC = 'afa.events.v1';
const at = (second: number): string => new Date(Date.UTC(2017, 11, 27, 10, 0, second)).toISOString();

let database: TestDatabase;
let admin: pg.Client;
let session: RelaySession;

beforeAll(async () => {
  database = await createTestDatabase({ migrations: deliveryMigrations });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  session = await openRelaySession(database.urls.relay);
});
afterAll(async () => {
  await session.close();
  await admin.end();
  await database.drop();
});
beforeEach(() => admin.query('TRUNCATE relay.topics, relay.marks'));

/** Publishes so many events, a mark for each batch; the position is twice the number of events, as in a log with gaps. */
async function publish(
  from: Published,
  batches: number,
  size: number,
  second: (batch: number) => number,
): Promise<Published> {
  let now = from;
  for (let batch = 1; batch <= batches; batch += 1) {
    const events = String(BigInt(now.events) + BigInt(size));
    const to = { ...now, position: String(BigInt(events) * 2n), offsets: [events, '0'], events };
    await movePublished(session, now, to, at(second(batch)));
    now = to;
  }
  return now;
}
const begin = (): Promise<Published> => beginIncarnation(session, TOPIC, randomUUID(), ['0', '0'], null);
const marked = async (incarnation: string): Promise<number[]> => {
  const text = 'SELECT events::int FROM relay.marks WHERE incarnation = $1 ORDER BY position';
  const { rows } = await admin.query<{ events: number }>(text, [incarnation]);
  return rows.map(({ events }) => events);
};

describe('what a relay stores', () => {
  it('is moved by the epoch that began last, from where it stands, and by nobody else', async () => {
    expect(await beginEpoch(session, TOPIC)).toBeNull();
    const first = await begin();
    const to = { position: '10', offsets: ['3', '2'], events: '5' };
    await movePublished(session, first, to, at(1));
    await expect(movePublished(session, first, { ...to, position: '11' }, at(1))).rejects.toBeInstanceOf(RelayFenced);
    const second = await beginEpoch(session, TOPIC);
    expect(second).toEqual({ ...first, ...to, epoch: '2' });
    await expect(movePublished(session, { ...first, ...to }, { ...to, position: '12' }, at(1))).rejects.toBeInstanceOf(
      RelayFenced,
    );
    await expect(beginIncarnation(session, TOPIC, randomUUID(), ['0', '0'], first.epoch)).rejects.toBeInstanceOf(
      RelayFenced,
    );
    await expect(begin()).rejects.toBeInstanceOf(RelayFenced);
    expect(await beginEpoch(session, TOPIC)).toEqual({ ...first, ...to, epoch: '3' });
  });

  it('remembers how far anything was ever published, when the topic has begun anew since', async () => {
    expect(await furthestPublished(session)).toBeNull();
    const last = await publish(await begin(), 3, 10, (batch) => batch);
    await beginIncarnation(session, TOPIC, randomUUID(), ['0', '0'], last.epoch);
    expect(await furthestPublished(session)).toBe('60');
  });
});

describe('marks', () => {
  it('tell a place up to which nothing was recorded after an instant, though clocks went back', async () => {
    const seconds = [5, 20, 10, 30];
    await publish(await begin(), 4, 10, (batch) => seconds[batch - 1]!);
    const { atInstant, atPosition } = landmarks(admin);
    const instants: string[] = [];
    for (const second of [4, 5, 19, 20, 29, 30, 60]) instants.push(await atInstant(at(second)));
    expect(instants).toEqual(['0', '20', '20', '60', '60', '80', '80']);
    const positions: string[] = [];
    for (const position of ['0', '19', '20', '45', '99']) positions.push(await atPosition(position));
    expect(positions).toEqual(['0', '0', '20', '40', '80']);
  });

  it('are thinned where they are old: of a thousand events the last one stays, of the newest all', async () => {
    const last = await publish(await begin(), 40, 100, (batch) => batch);
    await thinMarks(session, last, 1_500n);
    const newest = Array.from({ length: 15 }, (_, index) => 2_600 + index * 100);
    expect(await marked(last.incarnation)).toEqual([900, 1_900, 2_500, ...newest]);
    await thinMarks(session, last, 1_500n);
    expect(await marked(last.incarnation)).toHaveLength(18);
  });

  it('of a topic that has begun anew go when it is as far again, but for the last', async () => {
    const former = await publish(await begin(), 5, 100, (batch) => batch);
    const now = await beginIncarnation(session, TOPIC, randomUUID(), ['0', '0'], former.epoch);
    const half = await publish(now, 3, 100, (batch) => batch);
    await thinMarks(session, half);
    expect(await marked(former.incarnation)).toEqual([400, 500]);
    await thinMarks(session, await publish(half, 3, 100, (batch) => batch));
    expect(await marked(former.incarnation)).toEqual([500]);
    expect(await marked(now.incarnation)).toEqual([100, 200, 300, 400, 500, 600]);
  });

  it('are looked through now and then', () => {
    const of = (events: string): Published => ({
      topic: TOPIC,
      incarnation: '',
      position: '0',
      offsets: [],
      events,
      epoch: '1',
    });
    expect(isTimeToThin(of('9500'), of('10000'))).toBe(true);
    expect(isTimeToThin(of('10000'), of('19999'))).toBe(false);
  });
});

describe('the lock', () => {
  it('is one session’s, may be asked for again by it, and goes when it is lost', async () => {
    const second = await openRelaySession(database.urls.relay);
    expect([await session.tryLock(TOPIC), await session.tryLock(TOPIC)]).toEqual([true, true]);
    expect([await second.tryLock(TOPIC), await second.tryLock('another')]).toEqual([false, true]);
    await session.close();
    expect(await second.tryLock(TOPIC)).toBe(true);
    session = second;
  });

  it('goes with a connection that is cut, which is told at once', async () => {
    const lost = new Promise<Error>((resolve) => session.onLost(resolve));
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'afa-relay' AND datname = $1`,
      [database.database],
    );
    expect(await lost).toBeInstanceOf(Error);
    const told = await new Promise<Error>((resolve) => session.onLost(resolve));
    expect(told).toBe(await lost);
    await session.close();
    session = await openRelaySession(database.urls.relay);
  });
});
