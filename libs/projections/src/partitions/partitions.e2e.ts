import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import type { Projector } from '../projector.ts';
import { createProjectionDatabase, type ProjectionDatabase, quiet } from '../testing/projection-database.ts';
import type { PartitionHandlers, PartitionMessage } from './feed.ts';
import { startPartitionedProjector } from './start.ts';

const TOPIC = 'afa.events.v1';
const PARTITIONS = 3;

const partitionOf = (stream: string): number =>
  [...stream].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1_000_003, 7) % PARTITIONS;

/** A topic in memory, and what a relay would keep of it in the database. */
function createTopic(made: ProjectionDatabase) {
  const state = { incarnation: randomUUID(), partitions: [[], [], []] as PartitionMessage[][], published: 0 };
  const offsets = (): number[] => state.partitions.map((messages) => messages.length);
  const put = (partition: number, message: Omit<PartitionMessage, 'offset' | 'incarnation'>): void => {
    const messages = state.partitions[partition]!;
    messages.push({ offset: String(messages.length), incarnation: state.incarnation, ...message });
  };
  const mark = async (position: string): Promise<void> => {
    const ended = `{${offsets().join()}}`;
    await made.admin.query(
      `INSERT INTO relay.topics (topic, incarnation, position, offsets, events, epoch) VALUES ($1, $2, $3, $4, $5, 1)
       ON CONFLICT (topic) DO UPDATE SET incarnation = $2, position = $3, offsets = $4, events = $5`,
      [TOPIC, state.incarnation, position, ended, state.published],
    );
    await made.admin.query(`INSERT INTO relay.marks VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING`, [
      state.incarnation,
      position,
      ended,
      state.published,
    ]);
  };
  return {
    partition: (number: number) => state.partitions[number]!,
    put,
    async publish(events: readonly RecordedEvent[], problem: (event: RecordedEvent) => string | null = () => null) {
      for (const event of events) put(partitionOf(event.stream), { event, problem: problem(event) });
      state.published += events.length;
      await mark(events.at(-1)!.position);
    },
    async wipe() {
      Object.assign(state, { incarnation: randomUUID(), partitions: [[], [], []], published: 0 });
      await mark('0');
    },
  };
}

type Topic = ReturnType<typeof createTopic>;

let made: ProjectionDatabase;
let topic: Topic;
const running: Projector[] = [];

beforeAll(async () => {
  made = await createProjectionDatabase();
});
afterEach(async () => {
  for (const projector of running.splice(0)) await projector.stop();
});
afterAll(() => made.drop());

/** A projector whose partitions this test hands over by hand. */
async function start(generation?: number): Promise<{ projector: Projector; handlers: PartitionHandlers }> {
  let handlers: PartitionHandlers | null = null;
  const projector = await startPartitionedProjector({
    log: made.log,
    url: made.database.urls.projector,
    topic: TOPIC,
    logger: quiet,
    ...(generation !== undefined && { generation }),
    feed: async (given) => {
      handlers = given;
      return { reseek: () => undefined, stop: async () => undefined };
    },
  });
  running.push(projector);
  return { projector, handlers: handlers! };
}

/** Everything from the partition's place on, some messages at a time. */
async function drain(handlers: PartitionHandlers, partition: number, size = 7): Promise<void> {
  const place = Number(await handlers.place(partition));
  const messages = topic.partition(partition).slice(place);
  for (let at = 0; at < messages.length; at += size) await handlers.handle(partition, messages.slice(at, at + size));
}

let generation = 10;

describe('a generation fed by partitions', () => {
  let events: readonly RecordedEvent[];
  let reference: string;

  beforeAll(async () => {
    events = await made.write(5, 120);
    reference = await made.dump(await made.project());
  });
  beforeEach(async () => {
    await made.admin.query('TRUNCATE relay.topics, relay.marks');
    topic = createTopic(made);
    generation += 1;
  });

  it('holds the same rows as one fed by the log, in whatever order the partitions come', async () => {
    await topic.publish(events);
    for (const order of [
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      generation += 1;
      const { projector, handlers } = await start(generation);
      for (const partition of order) await drain(handlers, partition);
      expect(await made.dump(projector.generation.schema)).toBe(reference);
      expect((await projector.serving()).position).toBe(events.at(-1)!.position);
    }
  });

  it('is complete up to where the last of its partitions has come', async () => {
    const half = events.slice(0, 60);
    await topic.publish(half);
    const { projector, handlers } = await start(generation);
    const complete = async (): Promise<string> => (await projector.serving()).position;
    await drain(handlers, 0);
    await drain(handlers, 1);
    expect(await complete()).toBe('0');
    await drain(handlers, 2);
    expect(await complete()).toBe(half.at(-1)!.position);
    await topic.publish(events.slice(60));
    expect(await complete()).toBe(half.at(-1)!.position);
    expect((await projector.lag()).events).toBe(events.length - 60);
    const waiting = projector.waitFor(events.at(-1)!.position, 10_000);
    for (const partition of [2, 1, 0]) await drain(handlers, partition);
    expect(await waiting).toBe('reached');
    expect(await projector.lag()).toEqual({ events: 0, seconds: 0 });
  });

  it('drops what comes again, late or in whole batches', async () => {
    await topic.publish(events);
    await topic.publish(events.slice(20, 90));
    const { projector, handlers } = await start(generation);
    for (const partition of [0, 1, 2]) await drain(handlers, partition, 5);
    expect(await made.dump(projector.generation.schema)).toBe(reference);
    expect(await projector.parked()).toEqual([]);
  });

  it('lets one of two who hold a partition write, and tells the other', async () => {
    await topic.publish(events);
    const zombie = await start(generation);
    const heir = await start(generation);
    const place = Number(await zombie.handlers.place(1));
    await drain(heir.handlers, 1);
    const late = topic.partition(1).slice(place, place + 4);
    const refusal = await zombie.handlers.handle(1, late).catch((error: unknown) => error);
    expect(zombie.handlers.isDisplaced(refusal)).toBe(true);
    expect(zombie.handlers.isDisplaced(new Error('another'))).toBe(false);
    for (const partition of [0, 2]) await drain(zombie.handlers, partition);
    expect(await zombie.handlers.place(1)).toBe(String(topic.partition(1).length));
    expect(await made.dump(heir.projector.generation.schema)).toBe(reference);
  });

  it('begins again with a topic that began again, and stays as complete as it was', async () => {
    await topic.publish(events.slice(0, 80));
    const { projector, handlers } = await start(generation);
    for (const partition of [0, 1, 2]) await drain(handlers, partition);
    const before = events[79]!.position;
    await topic.wipe();
    await topic.publish(events.slice(0, 40));
    const [first] = topic.partition(0);
    const refusal = await handlers.handle(0, [first!]).catch((error: unknown) => error);
    expect(handlers.isDisplaced(refusal)).toBe(true);
    for (const partition of [0, 1, 2]) {
      await drain(handlers, partition);
      expect((await projector.serving()).position).toBe(before);
    }
    await topic.publish(events.slice(40));
    for (const partition of [0, 1, 2]) await drain(handlers, partition);
    expect((await projector.serving()).position).toBe(events.at(-1)!.position);
    expect(await made.dump(projector.generation.schema)).toBe(reference);
  });

  it('goes on from where the log itself had filled it', async () => {
    const built = await made.start({ generation, batchSize: 10 });
    await built.waitFor(events.at(-1)!.position, 20_000);
    await built.stop();
    await topic.publish(events.slice(0, 50));
    const ended = [0, 1, 2].map((partition) => topic.partition(partition).length);
    await topic.publish(events.slice(50));
    const { projector, handlers } = await start(generation);
    expect((await projector.serving()).position).toBe(events.at(-1)!.position);
    for (const partition of [0, 1, 2]) {
      expect(Number(await handlers.place(partition))).toBeGreaterThan(ended[partition]!);
      await drain(handlers, partition);
    }
    expect(await made.dump(projector.generation.schema)).toBe(reference);
  });

  it('parks what cannot be read with all that follows in its stream, and takes it in order when it is set free', async () => {
    const streams = [...new Set(events.map(({ stream }) => stream))];
    const poisoned = streams.find((stream) => events.filter((event) => event.stream === stream).length > 2)!;
    await topic.publish(events, ({ stream, revision }) =>
      stream === poisoned && revision === 1 ? 'the body is no JSON' : null,
    );
    topic.put(0, { event: null, problem: 'no key' });
    const { projector, handlers } = await start(generation);
    for (const partition of [0, 1, 2]) await drain(handlers, partition);
    const [first, ...behind] = await projector.parked();
    expect(first).toMatchObject({ stream: poisoned, revision: 1, reason: 'failed', error: 'the body is no JSON' });
    expect(new Set(behind.map(({ stream, reason }) => `${stream} ${reason}`))).toEqual(new Set([`${poisoned} behind`]));
    expect((await projector.serving()).parked).toEqual([poisoned]);
    expect(await projector.redrive(poisoned)).toMatchObject([{ stopped: null }]);
    expect(await made.dump(projector.generation.schema)).toBe(reference);
  });
});
