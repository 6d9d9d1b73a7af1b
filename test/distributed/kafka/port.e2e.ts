import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Kafka, openKafka, TopicMismatch, type TopicSettings } from '#libs/delivery';
import { brokers, uniqueName } from '../support/kafka.ts';

const quiet = { info() {}, warn() {}, error() {} };
const message = (key: string, value: string) => ({ key, value: Buffer.from(value), headers: { ce_id: key } });

let kafka: Kafka;
let settings: TopicSettings;

beforeAll(async () => {
  kafka = openKafka({ brokers: await brokers(), clientId: 'test', logger: quiet });
  settings = { topic: uniqueName('port'), partitions: 3, replication: 1, retentionMilliseconds: -1 };
});
afterAll(() => kafka.close());

describe('a topic', () => {
  it('is made as asked, and is then found to be so', async () => {
    expect(await kafka.endOffsets(settings.topic)).toBeNull();
    expect(await kafka.ensureTopic(settings)).toBe('created');
    expect(await kafka.ensureTopic(settings)).toBe('existing');
    expect(await kafka.endOffsets(settings.topic)).toEqual(['0', '0', '0']);
  });

  it('with other settings is refused by one error that names each of them, and is left as it is', async () => {
    const other = { ...settings, partitions: 6, replication: 3, retentionMilliseconds: 86_400_000 };
    const refusal = await kafka.ensureTopic(other).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TopicMismatch);
    expect((refusal as Error).message).toBe(
      `The topic ${settings.topic} exists with other settings: ` +
        'partitions is 3, not 6; replication is 1, not 3; retention.ms is -1, not 86400000.',
    );
    expect(await kafka.ensureTopic(settings)).toBe('existing');
  });

  it('takes messages by key, and tells for each partition where they are', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    const twice = [...keys, ...keys].map((key, at) => message(key, String(at)));
    const first = await kafka.publish(settings, twice);
    expect(first.every(({ baseOffset }) => baseOffset === '0')).toBe(true);
    expect(first.reduce((sum, { nextOffset }) => sum + Number(nextOffset), 0)).toBe(twice.length);
    const second = await kafka.publish(settings, [message('a', 'again')]);
    expect(second).toHaveLength(1);
    const { partition } = second[0]!;
    expect(second[0]!.baseOffset).toBe(first.find((range) => range.partition === partition)!.nextOffset);
    const ends = (await kafka.endOffsets(settings.topic))!;
    expect(ends.reduce((sum, end) => sum + Number(end), 0)).toBe(twice.length + 1);
  });

  it('that is missing is no place to publish to, and publishing to others goes on', async () => {
    const missing = { topic: uniqueName('missing'), partitions: 1 };
    await expect(kafka.publish(missing, [message('a', '1')])).rejects.toThrow();
    expect(await kafka.publish(settings, [message('a', 'more')])).toHaveLength(1);
    expect(await kafka.endOffsets(missing.topic)).toBeNull();
  });
});

describe('brokers that are away', () => {
  it('are told apart from those that are there', async () => {
    await expect(kafka.ping()).resolves.toBeUndefined();
    const nowhere = openKafka({ brokers: ['127.0.0.1:1'], clientId: 'test', logger: quiet });
    await expect(nowhere.ping()).rejects.toThrow('ECONNREFUSED');
    await expect(nowhere.publish(settings, [message('a', '1')])).rejects.toThrow('ECONNREFUSED');
    await nowhere.close();
  });
});
