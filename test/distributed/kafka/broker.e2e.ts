import { afterAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { brokers, type OwnBroker, ownBroker, uniqueName } from '../support/kafka.ts';

const clientOf = (addresses: string[]): Kafka =>
  new Kafka({ clientId: 'test', brokers: addresses, logLevel: logLevel.NOTHING, retry: { retries: 3 } });

async function topicsOf(addresses: string[]): Promise<string[]> {
  const admin = clientOf(addresses).admin();
  await admin.connect();
  try {
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

async function createTopic(addresses: string[], topic: string): Promise<void> {
  const admin = clientOf(addresses).admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}

const SCRIPT = fileURLToPath(new URL('../../../infra/kafka/start.mjs', import.meta.url));

describe('the start script', () => {
  it('says in one line of JSON where the broker answers, and stops it when it is told to end', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'afa-kafka-script-'));
    const started = spawn(process.execPath, [SCRIPT, '--directory', directory, '--port', '0']);
    try {
      const [line] = (await once(started.stdout.setEncoding('utf8'), 'data')) as [string];
      const { brokers: address, pid } = JSON.parse(line) as { brokers: string; pid: number };
      expect(await topicsOf([address])).toEqual([]);
      started.kill('SIGTERM');
      expect(await once(started, 'exit')).toEqual([0, null]);
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    } finally {
      started.kill('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('says in one sentence what is missing', async () => {
    const without = promisify(execFile)(process.execPath, [SCRIPT], { env: { PATH: '/nowhere' } });
    await expect(without).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        'The Kafka broker needs Java 17 or later (Debian: openjdk-17-jre-headless); there is no java on the PATH.\n',
    });
  });
});

describe('the broker of the tests', () => {
  it('is there for whoever asks, and takes topics', async () => {
    const topic = uniqueName('topic');
    const addresses = await brokers();
    await createTopic(addresses, topic);
    expect(await topicsOf(await brokers())).toContain(topic);
  });

  describe('of a test’s own', () => {
    let own: OwnBroker | undefined;
    afterAll(() => own?.remove());

    it('keeps its address and its data over a stop and a kill', async () => {
      own = await ownBroker();
      await createTopic(own.brokers, 'kept');
      await own.stop();
      await own.start();
      expect(await topicsOf(own.brokers)).toContain('kept');
      await own.kill();
      await expect(topicsOf(own.brokers)).rejects.toThrow('ECONNREFUSED');
      await own.start();
      expect(await topicsOf(own.brokers)).toContain('kept');
    });
  });
});
