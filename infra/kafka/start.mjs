// A real Kafka broker without containers: KRaft, broker and controller in one process, on loopback.
// As a program it prints one line of JSON when it answers, and stops cleanly on SIGTERM or Ctrl-C.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import kafkajs from 'kafkajs';

import { classPath } from './jars.mjs';
import { serverProperties } from './settings.mjs';

const run = promisify(execFile);
const logging = `-Dlog4j2.configurationFile=${fileURLToPath(new URL('log4j2.xml', import.meta.url))}`;
/** Compiling less makes it start in half the time; a broker that is to be measured gets other options. */
const QUICK_START = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 20_000;

async function freePort() {
  const server = createServer();
  await new Promise((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Its name in the cluster's files, 22 characters; the tool takes one that begins with a dash for an option. */
const clusterId = () => `A${randomBytes(16).toString('base64url').slice(1)}`;

async function format(jars, properties) {
  const tool = ['-Xmx256m', ...QUICK_START, logging, '-cp', jars, 'kafka.tools.StorageTool'];
  await run('java', [...tool, 'format', '-t', clusterId(), '-c', properties]).catch((error) => {
    throw new Error(`Kafka's storage could not be prepared: ${error.stderr || error.message}`, { cause: error });
  });
}

/** Whether the broker answers, is registered with its controller and so can lead partitions. */
async function answers(brokers) {
  const kafka = new kafkajs.Kafka({
    clientId: 'start',
    brokers: [brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** What the broker says on stderr is kept for the error of a start that fails, and passed on where asked. */
function launch({ jars, properties, heap, javaOptions, output }) {
  const options = [`-Xmx${heap}`, ...javaOptions, logging, '-cp', jars, 'kafka.Kafka', properties];
  const child = spawn('java', options, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let last = '';
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan); // whoever forgets to stop it does not leave it behind
  child.stderr.setEncoding('utf8').on('data', (text) => {
    last = `${last}${text}`.slice(-4_000);
    output?.write(text);
  });
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)));
  void ended.then(() => process.removeListener('exit', orphan));
  return { child, ended, words: () => last.trim() };
}

async function untilAnswering(broker, brokers, signal) {
  const until = Date.now() + START_TIMEOUT;
  let exit;
  void broker.ended.then((code) => (exit = code));
  while (!(await answers(brokers))) {
    if (exit !== undefined) throw new Error(`Kafka ended while starting (${exit}): ${broker.words()}`);
    if (signal?.aborted) throw new Error('Kafka was stopped before it had started.');
    if (Date.now() > until)
      throw new Error(`Kafka did not answer within ${START_TIMEOUT / 1_000} s: ${broker.words()}`);
    await pause(50);
  }
}

async function end(broker, signal) {
  broker.child.kill(signal);
  const deadline = setTimeout(() => broker.child.kill('SIGKILL'), STOP_TIMEOUT);
  const how = await broker.ended;
  clearTimeout(deadline);
  return how;
}

/**
 * Starts a broker on the data of the directory, which is prepared where it is new. Fetches the broker itself on first use.
 * The process is the head of a group of its own, so that Ctrl-C reaches the starter and not the broker behind its back.
 * @param {import('./start.d.mts').KafkaBrokerOptions} options
 * @returns {Promise<import('./start.d.mts').KafkaBroker>}
 * @throws {Error} one sentence where Java or Maven are missing; what the broker said where it does not start
 */
export async function startKafka({ directory, heap = '512m', javaOptions = QUICK_START, output, signal, ...given }) {
  const jars = await classPath();
  const port = given.port || (await freePort());
  const controllerPort = given.controllerPort || (await freePort());
  const data = join(resolve(directory), 'data');
  const properties = join(resolve(directory), 'server.properties');
  await mkdir(data, { recursive: true });
  await writeFile(properties, serverProperties({ ...given, directory: data, port, controllerPort }));
  if (!existsSync(join(data, 'meta.properties'))) await format(jars, properties);

  const broker = launch({ jars, properties, heap, javaOptions, output });
  const brokers = `127.0.0.1:${port}`;
  await untilAnswering(broker, brokers, signal).catch(async (error) => {
    await end(broker, 'SIGKILL');
    throw error;
  });
  const { pid } = broker.child;
  return {
    brokers,
    port,
    pid,
    ended: broker.ended,
    stop: () => end(broker, 'SIGTERM'),
    kill: () => end(broker, 'SIGKILL'),
  };
}

const OPTIONS = {
  directory: { type: 'string', default: '.afa/kafka' },
  port: { type: 'string', default: '9092' },
  'controller-port': { type: 'string', default: '0' },
  heap: { type: 'string', default: '512m' },
};

async function main() {
  const { values } = parseArgs({ options: OPTIONS });
  const { directory, heap } = values;
  const ports = { port: Number(values.port), controllerPort: Number(values['controller-port']) };
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stopping.abort());
  const { signal } = stopping;
  const broker = await startKafka({ directory, heap, ...ports, output: process.stderr, signal });
  if (signal.aborted) void broker.stop();
  signal.addEventListener('abort', () => void broker.stop());
  console.log(JSON.stringify({ brokers: broker.brokers, directory: resolve(directory), pid: broker.pid }));
  const how = await broker.ended;
  if (how !== 0 && how !== 143 && how !== 'SIGTERM') throw new Error(`Kafka ended (${how}).`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
