import kafkajs from 'kafkajs';
import pg from 'pg';
import { randomUUID } from 'node:crypto';
import { broker } from '../harness/broker.mjs';
import { statementsOf } from '../harness/counting.mjs';
import { withClient } from '../harness/database.mjs';
import { openLoop } from '../harness/loops.mjs';
import {
  openKafka,
  openPostgresEventLog,
  openPostgresLogReader,
  plainCodec,
  readModels,
  silent,
  startPartitionedProjector,
  startRelay,
  toMessage,
} from '../harness/product.mjs';
import { project, registerDatabase } from '../harness/register-database.mjs';
import { interleaved, ratios } from '../harness/rounds.mjs';
import { payloads } from '../data/payloads.mjs';

const THREE = readModels.filter(({ name }) => ['swaps', 'detentions', 'claims'].includes(name));
const PARTITIONS = 12;
const SOURCE = 'https://register.example/';
const { Kafka, logLevel, Partitioners } = kafkajs;

let made = 0;
const newTopic = () => ({
  topic: `bench-${process.pid}-${(made += 1)}`,
  partitions: PARTITIONS,
  replication: 1,
  retentionMilliseconds: -1,
});

async function plainClient() {
  const { brokers } = await broker();
  return new Kafka({ clientId: 'bench', brokers, logLevel: logLevel.NOTHING });
}

async function openOurs(clientId) {
  const { brokers } = await broker();
  return openKafka({ brokers, clientId, logger: silent });
}

async function until(reached) {
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The relay over the whole log to a new topic. @returns {Promise<{topic: object, rate: number}>} events a second */
async function publishAll(register, events) {
  const topic = newTopic();
  const kafka = await openOurs('bench-relay');
  const log = await openPostgresLogReader({ url: register.urls.reader, codec: plainCodec });
  await kafka.ensureTopic(topic);
  const begun = performance.now();
  const relay = await startRelay({ log, url: register.urls.relay, kafka, topic, source: SOURCE, logger: silent });
  await until(() => relay.position() === register.head);
  const rate = (events * 1_000) / (performance.now() - begun);
  await relay.stop();
  await kafka.close();
  await log.close();
  return { topic, rate };
}

/** Everything the relay would send, made before the clock runs, in batches of the same size. */
async function preparedBatches(register) {
  const log = await openPostgresLogReader({ url: register.urls.reader, codec: plainCodec });
  const batches = [];
  for (let after = '0'; after !== register.head;) {
    const events = await log.readAll({ after, limit: 500 });
    batches.push(events.map((event) => toMessage(event, { source: SOURCE, incarnation: randomUUID() })));
    after = events.at(-1).position;
  }
  await log.close();
  return batches;
}

function plainProduce(batches, events) {
  return async () => {
    const kafka = await plainClient();
    const { topic } = newTopic();
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }] });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, maxInFlightRequests: 1 });
    await producer.connect();
    const begun = performance.now();
    for (const messages of batches) await producer.send({ topic, messages, acks: -1 });
    const rate = (events * 1_000) / (performance.now() - begun);
    await producer.disconnect();
    await admin.disconnect();
    return { rate };
  };
}

/** Relay, log to topic, beside a plain client that sends the same batches, made before. */
export async function b8({ server, report, rounds, events }) {
  const register = await registerDatabase(server, { events, streams: events / 10 });
  const batches = await preparedBatches(register);
  const figures = await interleaved(
    rounds,
    { relay: async () => ({ rate: (await publishAll(register, events)).rate }), plain: plainProduce(batches, events) },
    { before: () => server.checkpoint() },
  );
  report.figures('B8', figures, { rate: ' events/s' });
  report.ratio(
    'B8',
    `relay, ${events} events: rate to a plain client with the batches in hand`,
    ratios(figures, 'relay', 'plain', 'rate'),
    { atLeast: 0.7 },
  );
  const statements = await statementsOf(() => publishAll(register, events));
  report.counter('B8', 'statements per event', statements.length / events);
}

/** A group that counts what it gets and does nothing with it. */
async function counted(topic, events) {
  const kafka = await plainClient();
  const consumer = kafka.consumer({ groupId: `count-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let count = 0;
  let begun = 0;
  let done;
  const ended = new Promise((resolve) => (done = resolve));
  await consumer.run({
    partitionsConsumedConcurrently: 2,
    eachBatch: async ({ batch }) => {
      begun ||= performance.now();
      count += batch.messages.length;
      if (count >= events) done(performance.now());
    },
  });
  const rate = (events * 1_000) / ((await ended) - begun);
  await consumer.disconnect();
  return { rate };
}

/** A cold generation of three read models, fed by the topic; timed from the first message as the counting group is. */
async function fedByTopic(register, topic, events, generation) {
  const kafka = await openOurs('bench-projector');
  const log = await openPostgresLogReader({ url: register.urls.reader, codec: plainCodec });
  let begun = 0;
  const feed = async (handlers) => {
    const handle = (partition, messages) => {
      begun ||= performance.now();
      return handlers.handle(partition, messages);
    };
    return kafka.consumePartitions({ group: `bench-${randomUUID()}`, topic, ...handlers, handle, concurrency: 2 });
  };
  const options = { log, url: register.urls.projector, topic, feed, logger: silent, models: THREE, generation };
  const projector = await startPartitionedProjector(options);
  if ((await projector.waitFor(register.head, 3_600_000)) !== 'reached') throw new Error('did not catch up');
  const rate = (events * 1_000) / (performance.now() - begun);
  await projector.stop();
  await kafka.close();
  await log.close();
  await withClient(register.adminUrl, async (client) => {
    await client.query(`DROP SCHEMA rm_${generation} CASCADE`);
    await client.query('DELETE FROM projection.generations WHERE generation = $1', [generation]);
  });
  return { rate };
}

/** Catch-up over the topic beside counting alone and beside catch-up from the log. */
export async function b9k({ server, report, rounds, events }) {
  const register = await registerDatabase(server, { events, streams: events / 10 });
  const { topic } = await publishAll(register, events);
  let generation = 10_000;
  const direct = async () => {
    generation += 1;
    const taken = await project(register, register.head, { generation, models: THREE });
    await withClient(register.adminUrl, async (client) => {
      await client.query(`DROP SCHEMA rm_${generation} CASCADE`);
      await client.query('DELETE FROM projection.generations WHERE generation = $1', [generation]);
    });
    return { rate: (events * 1_000) / taken };
  };
  const figures = await interleaved(
    rounds,
    {
      topic: () => fedByTopic(register, topic.topic, events, (generation += 1)),
      counting: () => counted(topic.topic, events),
      log: direct,
    },
    { before: () => server.checkpoint() },
  );
  report.figures('B9 over Kafka', figures, { rate: ' events/s' });
  const slower = figures.counting.rate.map((rate, round) => Math.min(rate, figures.log.rate[round]));
  report.ratio(
    'B9',
    `catch-up over the topic, ${events} events, 3 read models: rate to the slower of counting and catch-up from the log`,
    figures.topic.rate.map((rate, round) => rate / slower[round]),
    { atLeast: 0.5 },
  );
}

const BOOK = (index, data) => ({
  id: randomUUID(),
  type: 'PartyRegistered',
  schemaVersion: 1,
  data: { kind: 'organisation', names: [{ form: `Organisation ${index}`, lang: 'en' }], ...data },
  metadata: { actor: 'bench', commandId: randomUUID(), correlationId: randomUUID(), causationId: randomUUID() },
});

/** Waits by stream, settled by whoever sees the stream come. */
function waiters() {
  const waiting = new Map();
  return {
    wait: (stream) => new Promise((resolve) => waiting.set(stream, resolve)),
    seen(stream) {
      waiting.get(stream)?.();
      waiting.delete(stream);
    },
  };
}

/** The whole way: append, relay, topic, projector, row committed. */
async function openProduct(prepared) {
  const topic = newTopic();
  const kafka = await openOurs('bench-way');
  await kafka.ensureTopic(topic);
  const { writer: writerUrl, reader: readerUrl, relay: url, projector: projectorUrl } = prepared.urls;
  const log = await openPostgresEventLog({ writerUrl, readerUrl, codec: plainCodec, logger: silent });
  const relay = await startRelay({ log, url, kafka, topic, source: SOURCE, logger: silent });
  const { wait, seen } = waiters();
  const feed = async (handlers) =>
    kafka.consumePartitions({ group: `bench-${randomUUID()}`, topic: topic.topic, ...handlers, concurrency: 2 });
  const projector = await startPartitionedProjector({
    log,
    url: projectorUrl,
    topic: topic.topic,
    feed,
    logger: silent,
    metrics: { batch: ({ heads }) => [...heads.keys()].forEach(seen) },
  });
  return {
    async operation() {
      const stream = `party-${randomUUID()}`;
      const visible = wait(stream);
      const outcome = await log.append({ stream, expected: 'none', events: [BOOK(made)] });
      if (outcome.kind !== 'appended') throw new Error(outcome.kind);
      await visible;
    },
    async close() {
      await projector.stop();
      await relay.stop();
      await log.close();
      await kafka.close();
    },
  };
}

/** The least there is: a client that sends one message, a consumer that commits one row for it. */
async function openReference(url) {
  const { topic } = newTopic();
  const kafka = await plainClient();
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }] });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}` });
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  await pool.query('CREATE TABLE seen (stream text PRIMARY KEY, at timestamptz NOT NULL, data json)');
  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  const { wait, seen } = waiters();
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({
    partitionsConsumedConcurrently: 2,
    eachMessage: async ({ message }) => {
      const values = [message.key.toString(), message.value.toString()];
      await pool.query('INSERT INTO seen VALUES ($1, now(), $2) ON CONFLICT (stream) DO UPDATE SET at = now()', values);
      seen(values[0]);
    },
  });
  await joined;
  return {
    async operation() {
      const stream = `party-${randomUUID()}`;
      const visible = wait(stream);
      await producer.send({ topic, messages: [{ key: stream, value: JSON.stringify(BOOK(made).data) }] });
      await visible;
    },
    async close() {
      await consumer.disconnect();
      await producer.disconnect();
      await admin.disconnect();
      await pool.end();
    },
  };
}

/** Command's append to row, over Kafka, beside one message and one upsert. */
export async function b7({ server, report, rounds, milliseconds }) {
  payloads(1);
  const contenders = {
    product: await openProduct(await server.product('b7_product')),
    reference: await openReference(await server.empty('b7_reference')),
  };
  const perSecond = 100;
  const figures = await interleaved(
    rounds,
    Object.fromEntries(
      Object.entries(contenders).map(([name, { operation }]) => [
        name,
        () => openLoop({ perSecond, milliseconds, operation }),
      ]),
    ),
    { before: () => server.checkpoint() },
  );
  report.figures('B7', figures, { p50: ' ms', p95: ' ms', p99: ' ms', p999: ' ms' });
  report.note(`B7: open loop, ${perSecond} events/s, timed from when each was to begin until its row was committed.`);
  for (const [figure, atMost] of [
    ['p50', 1.3],
    ['p99', 2],
  ])
    report.ratio(
      'B7',
      `append to row over Kafka: ${figure} to one message and one upsert`,
      ratios(figures, 'product', 'reference', figure),
      { atMost },
    );
  for (const { close } of Object.values(contenders)) await close();
}
