import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { NewEvent, RecordedEvent } from '#libs/contracts';
import type { Delivery } from '#libs/delivery';
import { directDelivery } from '#libs/delivery';
import { openOperator } from '../operate.ts';
import { createProjectionDatabase, type ProjectionDatabase } from '../testing/projection-database.ts';

let made: ProjectionDatabase;
beforeEach(async () => {
  made = await createProjectionDatabase();
});
afterEach(() => made.drop());

const metadata = { actor: 'editor', commandId: 'c', correlationId: 'c', causationId: 'c' };
const id = (last: number): string => `5a000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const source = (last: number): string => `source-${id(last)}`;
const registered = (last: number, data: object = {}): NewEvent => ({
  id: id(1_000 + last),
  type: 'SourceRegistered',
  schemaVersion: 1,
  data: { title: 'A report', publisher: null, ...data },
  metadata,
});
const corrected = (last: number): NewEvent => ({
  id: id(2_000 + last),
  type: 'SourceCorrectionNoted',
  schemaVersion: 1,
  data: { kind: 'correction', asWritten: null, date: null },
  metadata,
});
const append = (stream: string, events: NewEvent[]) => made.log.append({ stream, expected: 'any', events });

describe('the projector', () => {
  it('follows the log live and wakes those who wait', async () => {
    const projector = await made.start();
    expect(await projector.waitFor('1', 20)).toBe('stale');
    const waiting = projector.waitForStream(source(1), 1, 20_000);
    await append(source(1), [registered(1)]);
    await append(source(1), [corrected(1)]);
    expect(await waiting).toBe('reached');
    expect(await projector.waitFor('2', 20_000)).toBe('reached');
    expect(await projector.serving()).toEqual({ generation: '1', schema: 'rm_1', position: '2', parked: [] });
    expect(await projector.lag()).toEqual({ events: 0, seconds: 0 });
    const { rows } = await made.admin.query('SELECT known_from, known_to FROM rm_1.sources ORDER BY known_from');
    expect(rows).toEqual([
      { known_from: '1', known_to: '2' },
      { known_from: '2', known_to: '9223372036854775807' },
    ]);
  });

  it('goes on where it stopped, and after its connections were cut', async () => {
    const events = await made.write(7, 300);
    const halfway = (): Delivery => ({
      async *pages(options) {
        for await (const page of directDelivery(made.log).pages({ ...options, limit: 50 })) {
          yield page;
          await made.admin.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'afa-projector' AND datname = current_database() AND random() < 0.5`,
          );
        }
      },
    });
    const first = await made.start({ delivery: halfway() });
    expect(await first.waitFor(events[events.length >> 1]!.position, 40_000)).toBe('reached');
    expect(first.state()).toBe('running');
    await first.stop();
    const schema = await made.project();
    expect(await made.dump(schema)).toBe(await made.dump(await made.project({ generation: 2 })));
  });

  it('goes on when the database lost its last moments in a crash', async () => {
    const events = await made.write(12, 100);
    const last = events.at(-1)!.position;
    const projector = await made.start();
    await projector.waitFor(last, 20_000);
    await made.admin.query('UPDATE projection.checkpoints SET position = position - 5');
    await append(source(1), [registered(1)]);
    expect(await projector.waitForStream(source(1), 0, 20_000)).toBe('reached');
    expect(projector.state()).toBe('running');
    expect(await made.dump('rm_1')).toBe(await made.dump(await made.project({ generation: 2 })));
  });

  it('ends when another one takes over the generation, and nothing is written twice', async () => {
    const events = await made.write(8, 300);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow: Delivery = {
      async *pages(options) {
        for await (const page of directDelivery(made.log).pages(options)) {
          await held;
          yield page;
        }
      },
    };
    const leftOver = await made.start({ delivery: slow });
    const schema = await made.project();
    const before = await made.dump(schema);
    release();
    expect(await leftOver.ended).toBe('fenced');
    expect(leftOver.state()).toBe('fenced');
    expect(await made.dump(schema)).toBe(before);
    const { rows } = await made.admin.query('SELECT position FROM projection.checkpoints');
    expect(rows).toEqual([{ position: events.at(-1)!.position }]);
  });

  it('parks alone what the database refuses, and lets everything else pass', async () => {
    const backwards = {
      asWritten: 'x',
      edtf: null,
      resolved: null,
      basis: null,
      earliest: '2017-12-28',
      latest: '2017-01-01',
    };
    const claim = {
      claimant: { kind: 'party', id: id(1) },
      stance: 'unknown',
      saidAt: null,
      saidWhere: null,
      evidence: [{ source: id(1) }],
    };
    const swap: NewEvent = {
      ...registered(50),
      type: 'SwapRecorded',
      data: { date: backwards, place: null, legs: [], claim },
    };
    for (const last of [1, 2, 3]) await append(source(last), [registered(last)]);
    await append(`swap-${id(9)}`, [swap]);
    for (const last of [4, 5, 6]) await append(source(last), [registered(last)]);
    const projector = await made.start();
    expect(await projector.waitFor('7', 20_000)).toBe('reached');
    expect(await projector.waitForStream(`swap-${id(9)}`, 0, 20_000)).toBe('parked');
    expect(await projector.parked()).toMatchObject([
      { stream: `swap-${id(9)}`, position: '4', reason: 'refused', error: expect.stringContaining('22000') },
    ]);
    const { rows } = await made.admin.query('SELECT count(*)::int AS sources FROM rm_1.sources');
    expect(rows).toEqual([{ sources: 6 }]);
    expect((await projector.serving()).parked).toEqual([`swap-${id(9)}`]);
  });

  it('parks a stream that lost a revision on the way, and redrive fetches it from the log', async () => {
    const events = await made.write(9, 200);
    const victim = events.find(({ revision }) => revision === 3)!.stream;
    const losing: Delivery = {
      async *pages(options) {
        const keep = ({ stream, revision }: RecordedEvent): boolean => stream !== victim || revision !== 1;
        for await (const page of directDelivery(made.log).pages(options))
          yield { ...page, events: page.events.filter(keep) };
      },
    };
    const projector = await made.start({ delivery: losing });
    await projector.waitFor(events.at(-1)!.position, 20_000);
    const [first] = await projector.parked(victim);
    expect(first).toMatchObject({ reason: 'gap', revision: 2 });
    const waiting = projector.waitForStream(victim, 3, 20_000);
    expect(await waiting).toBe('parked');
    expect(await projector.redrive('all')).toMatchObject([{ stream: victim, stopped: null }]);
    expect(await projector.parked()).toEqual([]);
    expect(await projector.waitForStream(victim, 3, 20_000)).toBe('reached');
    expect(await made.dump('rm_1')).toBe(await made.dump(await made.project({ generation: 2 })));
  });

  it('is operated from another process: list, park, wait, redrive', async () => {
    const url = made.database.urls.projector;
    const early = openOperator({ url, log: made.log });
    await expect(early.serving()).rejects.toThrow('no generation serves yet');
    await early.close();
    const projector = await made.start();
    const operator = openOperator({ url, log: made.log });
    await append(source(1), [registered(1)]);
    expect(await operator.waitFor('1', 20_000)).toBe('reached');
    expect(await operator.park(source(1), 'under review')).toBe(true);
    await append(source(1), [corrected(1)]);
    await projector.waitFor('2', 20_000);
    expect(await operator.waitForStream(source(1), 1, 20_000)).toBe('parked');
    expect(await operator.list()).toMatchObject([
      { generation: 1, status: 'serving', position: '2', parkedStreams: 1, parkedEvents: 1, lag: { events: 0 } },
    ]);
    expect(await operator.redrive(source(1))).toMatchObject([{ applied: 1, stopped: null }]);
    expect(await operator.waitForStream(source(1), 1, 20_000)).toBe('reached');
    expect((await operator.serving()).parked).toEqual([]);
    await operator.close();
  });
});

describe('a generation', () => {
  it('that lacks the table of a read model is not filled any further', async () => {
    await made.project();
    await made.admin.query('DROP TABLE rm_1.talks; ALTER TABLE rm_1.personal_values DROP COLUMN keys');
    await expect(made.start()).rejects.toThrow('generation 1 lacks: talks, personal_values.keys');
    const anew = await made.start({ generation: 2 });
    expect(anew.state()).toBe('running');
  });
});

describe('the database', () => {
  it('lets readers read and not write, and keeps the projector off the log', async () => {
    await made.write(10, 30);
    await made.project();
    const reader = new pg.Client({ connectionString: made.database.urls.reader });
    const projector = new pg.Client({ connectionString: made.database.urls.projector });
    await Promise.all([reader.connect(), projector.connect()]);
    await reader.query(
      'SELECT * FROM rm_1.claims, rm_1.personal_values, rm_1.stream_heads, projection.parked, projection.checkpoints',
    );
    for (const statement of ['DELETE FROM rm_1.claims', 'DELETE FROM projection.checkpoints', 'CREATE SCHEMA rm_9'])
      await expect(reader.query(statement)).rejects.toThrow('permission denied');
    await expect(projector.query('DELETE FROM log.events')).rejects.toThrow('permission denied');
    await Promise.all([reader.end(), projector.end()]);
  });
});
