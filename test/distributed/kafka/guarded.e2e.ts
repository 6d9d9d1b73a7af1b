import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Kafka, openKafka } from '#libs/delivery';
import { type OwnBroker, ownBroker } from '../support/kafka.ts';

const quiet = { info() {}, warn() {}, error() {} };
const run = promisify(execFile);
const SECRET = 'not-a-real-secret';
const topic = { topic: 'guarded', partitions: 2, replication: 1, retentionMilliseconds: -1 };

/** A key and its certificate for loopback, in a store for the broker and as PEM for who has to trust it. */
async function certificate(directory: string) {
  const [store, pem] = [join(directory, 'broker.p12'), join(directory, 'broker.pem')];
  const ofStore = ['-alias', 'broker', '-keystore', store, '-storetype', 'PKCS12', '-storepass', SECRET];
  const names = ['-dname', 'CN=localhost', '-ext', 'san=ip:127.0.0.1,dns:localhost'];
  await run('keytool', ['-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '2', ...names, ...ofStore]);
  await run('keytool', ['-exportcert', '-rfc', '-file', pem, ...ofStore]);
  return { store, ca: await readFile(pem, 'utf8') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One more listener, for those who encrypt and log in; the usual one serves the broker itself. */
const guarded = (ports: { inside: number; controller: number; port: number }, store: string) => ({
  listeners: `BROKER://127.0.0.1:${ports.inside},CONTROLLER://127.0.0.1:${ports.controller},GUARDED://127.0.0.1:${ports.port}`,
  'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
  'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_SSL',
  'listener.name.guarded.ssl.keystore.type': 'PKCS12',
  'listener.name.guarded.ssl.keystore.location': store,
  'listener.name.guarded.ssl.keystore.password': SECRET,
  'listener.name.guarded.sasl.enabled.mechanisms': 'PLAIN',
  'listener.name.guarded.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_relay="${SECRET}";`,
});

let directory: string;
let broker: OwnBroker | undefined;
let brokers: string[];
let ca: string;
const opened: Kafka[] = [];
const open = (options: Partial<Parameters<typeof openKafka>[0]>): Kafka => {
  const kafka = openKafka({ brokers, clientId: 'test', logger: quiet, ...options });
  opened.push(kafka);
  return kafka;
};
const login = { mechanism: 'plain', username: 'relay', password: SECRET } as const;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'afa-kafka-guarded-'));
  const made = await certificate(directory);
  ca = made.ca;
  const [inside, controller, port] = [await freePort(), await freePort(), await freePort()];
  broker = await ownBroker(guarded({ inside, controller, port }, made.store), {
    port: inside,
    controllerPort: controller,
  });
  brokers = [`127.0.0.1:${port}`];
});
afterAll(async () => {
  await Promise.all(opened.map((kafka) => kafka.close()));
  await broker?.remove();
  await rm(directory, { recursive: true, force: true });
});

describe('brokers that want encryption and a login', () => {
  it('are published to and read from by who trusts their certificate and logs in', async () => {
    const kafka = open({ tls: { ca }, login });
    expect(await kafka.ensureTopic(topic)).toBe('created');
    const [range] = await kafka.publish(topic, [{ key: 'a', value: Buffer.from('1'), headers: {} }]);
    expect(range).toMatchObject({ baseOffset: '0', nextOffset: '1' });
    let handled: (offsets: string[]) => void = () => undefined;
    const taken = new Promise<string[]>((resolve) => (handled = resolve));
    const consumer = kafka.consumePartitions({
      group: 'guarded',
      topic: topic.topic,
      place: async () => '0',
      handle: async (_, messages) => handled(messages.map(({ offset }) => offset)),
      isDisplaced: () => false,
    });
    expect(await taken).toEqual(['0']);
    await consumer.stop();
  });

  it('refuse who has the wrong password, who has none, and who does not encrypt', async () => {
    await expect(open({ tls: { ca }, login: { ...login, password: 'another' } }).ping()).rejects.toThrow(
      'authentication',
    );
    await expect(open({ tls: { ca } }).ping()).rejects.toThrow();
    await expect(open({ login }).ping()).rejects.toThrow();
  });

  it('are refused by who does not trust their certificate', async () => {
    await expect(open({ tls: {}, login }).ping()).rejects.toThrow('self-signed certificate');
  });
});
