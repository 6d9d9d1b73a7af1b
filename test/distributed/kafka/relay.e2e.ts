import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { type Kafka, type Relay, TopicMismatch } from '#libs/delivery';
import { createMemoryEventLog, EventLogBehind, type SubscribeOptions, type SubscriptionPage } from '#libs/event-log';
import { brokers } from '../support/kafka.ts';
import { deleteTopic } from '../support/kafka-topic.ts';
import { countingMetrics, createRelayScene, type RelayScene, repeatsIn } from '../support/relay-scene.ts';

const MARKS = `SELECT position::text, offsets::text[], events::text FROM relay.marks WHERE incarnation = $1 ORDER BY position`;

let addresses: string[];
let scene: RelayScene;

beforeEach(async () => {
  addresses = await brokers();
  scene = await createRelayScene(addresses);
});
afterEach(() => scene.close());

/** Waits for what a relay does by itself. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(20);
}

/** The topic holds the log, in order; returns how many messages came more than once. */
async function repeats(): Promise<number> {
  const { incarnation } = await scene.untilPublished();
  return repeatsIn(await scene.messages(), await scene.events(), incarnation);
}

/** Publishes as the real one does, and calls `after` when the broker has acknowledged, before the relay hears of it. */
const interrupted = (kafka: Kafka, after: (call: number) => Promise<void> | void): Kafka => {
  let call = 0;
  return {
    ...kafka,
    async publish(topic, messages) {
      const ranges = await kafka.publish(topic, messages);
      await after((call += 1));
      return ranges;
    },
  };
};

describe('a relay', () => {
  it('publishes all that is in the log and all that comes, once and in order, and stores how far it is', async () => {
    await scene.write(230);
    const { counts, metrics } = countingMetrics();
    const relay = await scene.start({ batchSize: 20, metrics });
    expect(relay.state()).toBe('active');
    await scene.untilPublished();
    await scene.write(70);
    const row = await scene.untilPublished();
    expect(await repeats()).toBe(0);
    expect(row.events).toBe('300');
    expect(row.offsets).toEqual(await scene.kafka.endOffsets(scene.topic.topic));
    await until(() => relay.position() === row.position);
    expect(await relay.lag()).toEqual({ events: 0, seconds: 0 });
    expect(counts).toMatchObject({ published: 300, repeated: 0, gaps: 0, failed: 0 });
  });

  it('marks with each batch where every partition ended: what lies before is exactly what had been published', async () => {
    await scene.write(120);
    await scene.start({ batchSize: 30 });
    const { incarnation } = await scene.untilPublished();
    const { rows: marks } = await scene.admin.query<{ position: string; offsets: string[]; events: string }>(MARKS, [
      incarnation,
    ]);
    expect(marks.length).toBeGreaterThanOrEqual(4);
    const messages = await scene.messages();
    for (const { position, offsets, events } of marks) {
      const before = messages.filter(({ partition, offset }) => BigInt(offset) < BigInt(offsets[partition]!));
      expect(before.map(({ event }) => Number(event!.position)).sort((left, right) => left - right)).toEqual(
        Array.from({ length: Number(position) }, (_, index) => index + 1),
      );
      expect(events).toBe(String(before.length));
    }
  });

  it('goes on after a stop where it was, without sending anything again', async () => {
    await scene.write(100);
    const relay = await scene.start({ batchSize: 10 });
    await until(() => Number(relay.position() ?? 0) >= 30);
    await relay.stop();
    expect([relay.state(), await relay.ended]).toEqual(['stopped', 'stopped']);
    await scene.write(50);
    await scene.start();
    expect(await repeats()).toBe(0);
  });

  it('that dies between the acknowledgement and its own store sends that batch again, and nothing is lost', async () => {
    await scene.write(100);
    const fails = [1, 3, 4];
    const kafka = interrupted(scene.kafka, (call) => {
      if (fails.includes(call)) throw new Error('died here');
    });
    const { counts, metrics } = countingMetrics();
    await scene.start({ kafka, batchSize: 20, metrics });
    expect(await repeats()).toBe(60);
    expect(counts).toMatchObject({ failed: 3, gaps: 0, begun: 0 });
  });

  it('that loses its connection to the database at that moment does the same', async () => {
    await scene.write(60);
    const kafka = interrupted(scene.kafka, async (call) => {
      if (call === 2)
        await scene.admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'afa-relay' AND datname = $1`,
          [scene.database.database],
        );
    });
    await scene.start({ kafka, batchSize: 20 });
    expect([20, 40]).toContain(await repeats()); // the batch before it may just have been stored
  });

  it('fills what the log’s subscription leaves out from the stream itself, and counts it', async () => {
    await scene.write(50);
    const { log } = scene;
    const leaky = new Proxy(log, {
      get: (target, name) => {
        if (name === 'subscribe') return leakySubscribe;
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    async function* leakySubscribe(options: SubscribeOptions): AsyncIterable<SubscriptionPage> {
      for await (const page of log.subscribe(options))
        yield { ...page, events: page.events.filter(({ position }) => position !== '3' && position !== '20') };
    }
    const { counts, metrics } = countingMetrics();
    await scene.start({ log: leaky, metrics, batchSize: 10 });
    expect(await repeats()).toBe(0);
    expect(counts).toMatchObject({ gaps: 2, published: 50 });
    expect((await scene.published()).events).toBe('50');
  });

  it('refuses a log that ends before what was published from it', async () => {
    await scene.write(10);
    const relay = await scene.start();
    await scene.untilPublished();
    await relay.stop();
    const log = createMemoryEventLog();
    await expect(scene.start({ log })).rejects.toBeInstanceOf(EventLogBehind);
    await scene.admin.query('UPDATE relay.topics SET position = 0'); // as after a wiped topic: the marks still know
    await expect(scene.start({ log })).rejects.toBeInstanceOf(EventLogBehind);
  });

  it('refuses a topic with other settings', async () => {
    await scene.kafka.ensureTopic({ ...scene.topic, partitions: 2 });
    await expect(scene.start()).rejects.toBeInstanceOf(TopicMismatch);
  });
});

describe('a topic that is lost', () => {
  const firstLife = async (): Promise<{ relay: Relay; incarnation: string }> => {
    await scene.write(80);
    const relay = await scene.start();
    const { incarnation } = await scene.untilPublished();
    return { relay, incarnation };
  };
  const hasBegunAnew = async (former: string): Promise<boolean> => (await scene.published()).incarnation !== former;

  it('while its relay runs begins anew with everything, though nothing new is written', async () => {
    const { incarnation } = await firstLife();
    await deleteTopic(addresses, scene.topic.topic);
    await until(() => hasBegunAnew(incarnation));
    expect(await repeats()).toBe(0);
    expect(await scene.kafka.endOffsets(scene.topic.topic)).toEqual((await scene.published()).offsets);
  });

  it('while no relay runs begins anew when one starts', async () => {
    const { relay, incarnation } = await firstLife();
    await relay.stop();
    await deleteTopic(addresses, scene.topic.topic);
    await scene.write(20);
    const { counts, metrics } = countingMetrics();
    await scene.start({ metrics });
    await until(() => hasBegunAnew(incarnation));
    expect(await repeats()).toBe(0);
    expect(counts).toMatchObject({ begun: 1, published: 100 });
  });

  it('and made again by somebody else is noticed by where the next batch lands', async () => {
    await scene.write(80);
    const relay = await scene.start({ lookEvery: 3_600_000 });
    const { incarnation } = await scene.untilPublished();
    await deleteTopic(addresses, scene.topic.topic);
    await until(async () => (await scene.kafka.ensureTopic(scene.topic).catch(() => 'not yet')) === 'created');
    expect(relay.state()).toBe('active');
    await scene.write(5);
    await until(() => hasBegunAnew(incarnation));
    expect(await repeats()).toBe(0);
  });
});

describe('two relays', () => {
  it('of which one publishes and the other stands by; it takes over when the first stops', async () => {
    await scene.write(40);
    const first = await scene.start();
    const second = await scene.start();
    expect([first.state(), second.state()]).toEqual(['active', 'standby']);
    expect(second.position()).toBeNull();
    await scene.untilPublished();
    await scene.write(40);
    await first.stop();
    await until(() => second.state() === 'active');
    expect(await repeats()).toBe(0);
    expect((await scene.published()).epoch).toBe('2');
  });

  it('of which one is late and knows nothing of the other cannot move what the other has stored', async () => {
    await scene.write(60);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const { counts, metrics } = countingMetrics();
    const late = await scene.start({
      batchSize: 20,
      metrics,
      kafka: interrupted(scene.kafka, (call) => (call === 2 ? released : undefined)),
    });
    await until(() => late.position() === '20');
    // Its lock is gone, and it hears nothing of it: the connection stays.
    await scene.admin.query('UPDATE relay.topics SET epoch = epoch + 1');
    release();
    expect([20, 40]).toContain(await repeats()); // the batch behind it may be on its way already
    expect(counts.failed).toBe(1);
  });
});
