import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { type ConsumeOptions, openKafka, type PartitionConsumer } from '#libs/delivery';
import { brokers, type OwnBroker, ownBroker, uniqueName } from '../support/kafka.ts';
import { bareClient, deleteRecords, deleteTopic } from '../support/kafka-topic.ts';
import { createReadersScene, disorderIn, type ReadersScene } from '../support/partition-readers.ts';

const quiet = { info() {}, warn() {}, error() {} };

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(20);
}

describe('partitions of a topic', () => {
  let addresses: string[];
  let scene: ReadersScene;

  beforeEach(async () => {
    addresses = await brokers();
    scene = await createReadersScene(addresses);
  });
  afterEach(() => scene.close());

  it('are read from the places that are asked for, in order, and nothing is ever committed to Kafka', async () => {
    await scene.publish(600);
    const reader = scene.read({ limit: 25 });
    await scene.untilTaken();
    await scene.publish(100);
    await scene.untilTaken();
    expect(disorderIn(scene.places)).toEqual([]);
    expect([reader.state(), reader.assigned()]).toEqual(['consuming', [0, 1, 2, 3, 4, 5]]);
    const admin = bareClient(addresses).admin();
    await admin.connect();
    const [committed] = await admin.fetchOffsets({ groupId: scene.group, topics: [scene.topic.topic] });
    await admin.disconnect();
    expect(committed!.partitions.map(({ offset }) => offset)).toEqual(['-1', '-1', '-1', '-1', '-1', '-1']);
  });

  it('are read on by whoever comes next, from where the former one left', async () => {
    await scene.publish(300);
    const first = scene.read({ limit: 20 });
    await until(() => scene.places.count >= 60);
    await first.stop();
    expect([first.state(), first.assigned()]).toEqual(['stopped', []]);
    const left = scene.places.count;
    await pause(300);
    expect(scene.places.count).toBe(left);
    scene.read();
    await scene.publish(300); // something behind the place of every partition
    await scene.untilTaken();
    expect(disorderIn(scene.places)).toEqual([]);
    expect(scene.places).toMatchObject({ displaced: 0, stale: 0 });
  });

  it('whose messages are in hand when it is stopped are finished first', async () => {
    await scene.publish(50);
    let begun = 0;
    const reader = scene.read({
      work: async () => {
        begun += 1;
        await pause(300);
      },
    });
    await until(() => begun > 0);
    await reader.stop();
    expect(scene.places.taken.filter((messages) => messages.length > 0)).toHaveLength(begun);
    expect(disorderIn(scene.places)).toEqual([]);
  });

  it('are shared among the members of a group as they come and go, without loss, double or disorder', async () => {
    const publishing = (async () => {
      for (let round = 0; round < 40; round += 1) {
        await scene.publish(50);
        await pause(100);
      }
    })();
    const members: PartitionConsumer[] = [scene.read({ limit: 10 })];
    for (let round = 0; round < 8; round += 1) {
      members.push(scene.read({ limit: 10, concurrency: 2 }));
      await pause(500);
      if (members.length > 3) await members.shift()!.stop();
    }
    await publishing;
    await scene.publish(300);
    await scene.untilTaken();
    expect(disorderIn(scene.places)).toEqual([]);
    expect(scene.places.stale).toBe(0);
    await until(() => members.flatMap((member) => member.assigned()).length === scene.topic.partitions);
    const held = members.flatMap((member) => member.assigned());
    expect(held.sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('that were taken from somebody slow cannot be moved by him any more, and are his no longer', async () => {
    await scene.publish(200);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const isSlow = new Set<number>();
    const slow = scene.read({
      limit: 10,
      concurrency: 6,
      rebalanceTimeout: 1_000,
      work: async (partition) => {
        if (partition > 1) return;
        isSlow.add(partition);
        await released;
      },
    });
    await until(() => isSlow.size === 2);
    scene.read({ rebalanceTimeout: 1_000 });
    await scene.untilTaken(); // by the other one alone
    release();
    await until(() => scene.places.displaced >= 2);
    await until(() => slow.assigned().length === 3); // it has joined again
    await scene.publish(50);
    await scene.untilTaken();
    expect(disorderIn(scene.places)).toEqual([]);
  });

  it('of which one fails wait and come again, while the others go on', async () => {
    await scene.publish(300);
    const ends = (await scene.kafka.endOffsets(scene.topic.topic))!.map(Number);
    let failures = 0;
    let mended = false;
    const told: number[] = [];
    scene.read({
      limit: 20,
      work: async (partition) => {
        if (partition !== 2 || mended) return;
        failures += 1;
        throw new Error('not now');
      },
      metrics: {
        assigned: () => undefined,
        delivered: () => undefined,
        failed: (partition) => void told.push(partition),
      },
    });
    await until(
      () => failures >= 3 && ends.every((end, partition) => partition === 2 || scene.places.next[partition] === end),
    );
    expect(scene.places.next[2]).toBe(0);
    mended = true;
    await scene.untilTaken();
    expect(disorderIn(scene.places)).toEqual([]);
    expect(new Set(told)).toEqual(new Set([2]));
  });

  it('whose place cannot be told yet wait for it, while the others go on', async () => {
    await scene.publish(100);
    let asked = 0;
    const at = new Map<number, number>();
    scene.read({
      async place(partition) {
        if (partition === 3 && (asked += 1) < 4) throw new Error('no database');
        at.set(partition, 0);
        return '0';
      },
      async handle(partition, messages) {
        at.set(partition, scene.places.move(partition, at.get(partition)!, messages));
      },
    });
    await scene.untilTaken();
    expect(asked).toBe(4);
    expect(disorderIn(scene.places)).toEqual([]);
  });

  it('are placed anew when somebody asks for it', async () => {
    await scene.publish(120);
    const reader = scene.read();
    await scene.untilTaken();
    scene.places.next.fill(0); // as after a topic that began anew
    for (const messages of scene.places.taken) messages.length = 0;
    reader.reseek();
    await scene.untilTaken();
    expect(disorderIn(scene.places)).toEqual([]);
  });

  it('of a topic that is removed and made again are read from its beginning, by the members that were there', async () => {
    await scene.publish(90);
    const reader = scene.read({ sessionTimeout: 6_000 });
    await scene.untilTaken();
    await deleteTopic(addresses, scene.topic.topic);
    await until(async () => (await scene.kafka.ensureTopic(scene.topic).catch(() => 'not yet')) === 'created');
    const again = scene.places.taken.map((messages) => messages.length);
    scene.places.next.fill(0);
    for (const messages of scene.places.taken) messages.length = 0;
    reader.reseek(); // whoever keeps the places has seen that the topic began anew
    const { kafka, topic } = scene;
    await kafka.publish(
      topic,
      Array.from({ length: 90 }, (_, at) => ({ key: `key-${at}`, value: Buffer.from('1'), headers: {} })),
    );
    await until(() => scene.places.count === 90);
    expect(again.reduce((sum, count) => sum + count, 0)).toBe(90);
    expect(scene.places.taken.flat().every(({ event, problem }) => event === null && problem !== null)).toBe(true);
  });
});

/** A client that keeps the errors it was told, and a topic of one partition that nobody has made yet. */
async function openAlone() {
  const told: string[] = [];
  const warn = ({ error }: { error?: Error }): void => void (error && told.push(error.message));
  const kafka = openKafka({ brokers: await brokers(), clientId: 'test', logger: { ...quiet, warn } });
  const topic = { topic: uniqueName('alone'), partitions: 1, replication: 1, retentionMilliseconds: -1 };
  const handled: string[] = [];
  const read = (options: Partial<ConsumeOptions> = {}): PartitionConsumer =>
    kafka.consumePartitions({
      group: uniqueName('group'),
      topic: topic.topic,
      place: async () => '0',
      handle: async (_partition, messages) => void handled.push(...messages.map(({ offset }) => offset)),
      isDisplaced: () => false,
      ...options,
    });
  return { told, kafka, topic, handled, read };
}

describe('a consumer', () => {
  it('says so where the brokers do not allow its session, and waits', async () => {
    const { kafka, topic, told, read } = await openAlone();
    await kafka.ensureTopic(topic);
    const reader = read({ sessionTimeout: 10 });
    await until(() => reader.state() === 'waiting');
    expect(told).toEqual([expect.stringMatching(/session timeout is not within the range/i)]);
    await reader.stop();
    await kafka.close();
  });

  it('stands still where the topic has thrown away what is still to be read, and says what is missing', async () => {
    const { kafka, topic, told, handled, read } = await openAlone();
    await kafka.ensureTopic(topic);
    await kafka.publish(
      topic,
      Array.from({ length: 30 }, () => ({ key: 'a', value: Buffer.from('1'), headers: {} })),
    );
    await deleteRecords(await brokers(), topic.topic, '20');
    const reader = read({ place: async () => '10' });
    await until(() => told.length > 1);
    expect(told[0]).toMatch(/partition 0 from offset 10 to 19/);
    expect(handled).toEqual([]);
    await reader.stop();
    const behind = read({ place: async () => '20' });
    await until(() => handled.length === 10);
    await behind.stop();
    await kafka.close();
  });

  it('waits for a topic that does not exist yet', async () => {
    const { kafka, topic, handled, read } = await openAlone();
    const reader = read();
    await until(() => reader.state() === 'waiting');
    await kafka.ensureTopic(topic);
    await kafka.publish(topic, [{ key: 'a', value: Buffer.from('1'), headers: {} }]);
    await until(() => handled.length === 1);
    await reader.stop();
    await kafka.close();
  });

  it('that is stopped at once, while it waits, or twice, is stopped', async () => {
    const kafka = openKafka({ brokers: ['127.0.0.1:1'], clientId: 'test', logger: quiet });
    const options = { topic: 't', place: async () => '0', handle: async () => undefined, isDisplaced: () => false };
    const atOnce = kafka.consumePartitions({ group: 'g', ...options });
    await atOnce.stop();
    const waiting = kafka.consumePartitions({ group: 'g', ...options });
    await until(() => waiting.state() === 'waiting');
    await Promise.all([waiting.stop(), waiting.stop()]);
    expect([atOnce.state(), waiting.state()]).toEqual(['stopped', 'stopped']);
  });

  describe('whose broker is stopped or killed', () => {
    let own: OwnBroker;
    let scene: ReadersScene;
    beforeEach(async () => {
      own = await ownBroker();
      scene = await createReadersScene(own.brokers);
    });
    afterEach(async () => {
      await scene.close();
      await own.remove();
    });

    it('goes on by itself when the broker is back', async () => {
      await scene.publish(100);
      const reader = scene.read();
      await scene.untilTaken();
      for (const down of ['stop', 'kill'] as const) {
        await own[down]();
        await until(() => reader.state() !== 'consuming');
        await own.start();
        await scene.publish(100);
        await scene.untilTaken();
      }
      expect(disorderIn(scene.places)).toEqual([]);
    });
  });
});
