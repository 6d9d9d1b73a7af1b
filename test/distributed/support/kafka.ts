import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { startKafka } = await import('../../../infra/kafka/start.mjs');

/**
 * Brokers that all tests share: those of KAFKA_BROKERS, else a real broker that the test run starts for the first who asks.
 * Throws one sentence that says what to install where there is neither.
 */
export async function brokers(): Promise<string[]> {
  const given = process.env['KAFKA_BROKERS'];
  if (given) return given.split(',').map((broker) => broker.trim());
  const url = process.env['AFA_TEST_KAFKA'];
  if (url === undefined) throw new Error('AFA_TEST_KAFKA is missing: these tests are run by test/distributed.');
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return [text];
}

/** A name that no other test uses, for a topic or a consumer group on shared brokers. */
export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(5).toString('hex')}`;

/** A broker of the test's own, to be stopped, killed and started again on the same port and data. */
export interface OwnBroker {
  readonly brokers: string[];
  stop(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Kills it and removes its data. */
  remove(): Promise<void>;
}

/** What a later run needs to clear away after this one, should it be killed (kafka-server.mjs). */
const note = (directory: string, broker: number): Promise<void> =>
  writeFile(join(directory, 'processes.json'), JSON.stringify({ starter: process.pid, broker }));

/** Starts a broker of the test's own, whatever KAFKA_BROKERS says; `settings` are those of Kafka beside the usual ones. */
export async function ownBroker(
  settings: Record<string, string> = {},
  ports: { readonly port?: number; readonly controllerPort?: number } = {},
): Promise<OwnBroker> {
  const directory = await mkdtemp(join(tmpdir(), 'afa-kafka-own-'));
  let broker = await startKafka({ directory, settings, ...ports });
  await note(directory, broker.pid);
  const { port } = broker;
  return {
    brokers: [broker.brokers],
    stop: async () => void (await broker.stop()),
    kill: async () => void (await broker.kill()),
    async start() {
      broker = await startKafka({ directory, settings, ...ports, port });
      await note(directory, broker.pid);
    },
    async remove() {
      await broker.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
