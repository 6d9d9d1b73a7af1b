// The distributed profile on one machine: PostgreSQL, Kafka and the event log where none are given, and the apps as processes.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { appProcess, GUARD, runTask } from './app-process.mjs';
import { endOf, freePort, startNode } from './child.mjs';

const STAND_IN = fileURLToPath(new URL('../../test/wire/kurrentdb/main.mjs', import.meta.url));
const APPS = ['command-api', 'relay', 'projector', 'gateway'];
/** What takes work in stops first, and what the others stand on last. */
const STOP_ORDER = ['gateway', 'command-api', 'relay', 'projector'];
const kindOf = (name) => name.replace(/-\d+$/, '');

/** What was opened, to be closed in the reverse order. */
function closing() {
  const steps = [];
  return {
    later: (step) => void steps.push(step),
    async close() {
      for (let step = steps.pop(); step; step = steps.pop()) await step();
    },
  };
}

/** Real server binaries from npm, as the standalone application has them. */
async function openPostgres({ directory, databaseUrl, logger }, closer) {
  if (databaseUrl) return databaseUrl;
  const { startEmbeddedPostgres, withUrl } = await import('#libs/platform');
  const server = await startEmbeddedPostgres({ dataDirectory: directory, logger });
  closer.later(() => server.stop());
  return withUrl(server.adminUrl, { database: 'all_for_all' });
}

async function openKafka({ directory, kafkaBrokers, tellEnd }, closer) {
  if (kafkaBrokers) return kafkaBrokers;
  const { startKafka } = await import('../kafka/start.mjs');
  // The same port each time: brokers tell clients where they are, and an address that others were given stays right.
  const port = await rememberedPort(join(directory, 'kafka-port'));
  const broker = await startKafka({ directory: join(directory, 'kafka'), port, output: process.stderr });
  let stopping = false;
  void broker.ended.then((how) => stopping || tellEnd({ name: 'Kafka', how: String(how), words: '' }));
  closer.later(async () => {
    stopping = true;
    await broker.stop();
  });
  return broker.brokers;
}

async function rememberedPort(file) {
  if (existsSync(file)) return Number(await readFile(file, 'utf8'));
  const port = await freePort();
  await writeFile(file, String(port));
  return port;
}

/** The stand-in speaks KurrentDB's protocol and keeps events in a file. It is for trying out and for tests. */
async function openEventLog({ directory, kurrentUrl, tellEnd }, closer) {
  if (kurrentUrl) return kurrentUrl;
  const file = join(directory, 'event-log.jsonl');
  const standIn = startNode({
    main: STAND_IN,
    guard: GUARD,
    arguments: [`--file=${file}`, '--fsync'],
    environment: process.env,
  });
  let stopping = false;
  closer.later(async () => {
    stopping = true;
    standIn.child.kill('SIGTERM');
    await standIn.ended;
  });
  const line = await new Promise((done, failed) => {
    createInterface({ input: standIn.child.stdout }).once('line', done);
    void standIn.ended.then((end) =>
      failed(new Error(`The stand-in for KurrentDB ended (${endOf(end)}): ${standIn.words()}`)),
    );
  });
  void standIn.ended.then(
    (end) => stopping || tellEnd({ name: 'The stand-in for KurrentDB', how: endOf(end), words: standIn.words() }),
  );
  return `kurrentdb://127.0.0.1:${JSON.parse(line).ports[0]}?tls=false`;
}

/** Addresses of the apps: the gateway's is asked for, the others take free ports, and all keep theirs when they start again. */
async function portsOf(names, given) {
  const ports = new Map();
  for (const name of names) ports.set(name, given[name] || (await freePort()));
  return ports;
}

function environmentOf({ common, ports, given, name }) {
  const addresses =
    kindOf(name) === 'gateway'
      ? {
          AFA_COMMAND_API_URL: `http://127.0.0.1:${ports.get('command-api')}`,
          AFA_PROJECTOR_URL: `http://127.0.0.1:${ports.get('projector')}`,
        }
      : {};
  const { '*': all = {}, [kindOf(name)]: ofKind = {}, [name]: own = {} } = given;
  return { ...common, ...addresses, ...all, ...ofKind, ...own };
}

async function importFirstCase(directory, run) {
  const mark = join(directory, 'first-case');
  if (existsSync(mark)) return;
  await run();
  await writeFile(mark, 'imported\n');
}

/** What the apps stand on, all of it started at once. */
async function openGround(options, closer) {
  const [databaseUrl, kafkaBrokers, kurrentUrl] = await Promise.all([
    openPostgres(options, closer),
    openKafka(options, closer),
    openEventLog(options, closer),
  ]);
  return { DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers, KURRENTDB_URL: kurrentUrl };
}

/** Apps log in with roles of their own; who may set up the database is the migration's matter alone. */
function withoutLogin(address) {
  const url = new URL(address);
  [url.username, url.password] = ['', ''];
  return url.toString();
}

const inherited = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AFA_|KAFKA_|KURRENTDB_|DATABASE_URL|OTEL_)/.test(name)),
  );

/** The apps with their variables, none of them started. */
function makeApps({ names, ports, ground, directory, given, output, kafkaBrokers }) {
  const common = {
    ...inherited(),
    ...ground,
    DATABASE_URL: withoutLogin(ground.DATABASE_URL),
    AFA_DATA_DIR: directory,
    AFA_LOG_FORMAT: 'json',
    // Our own broker allows shorter sessions than others do: what a dead projector had in hand goes on sooner.
    ...(kafkaBrokers ? {} : { AFA_CONSUMER_SESSION: '3000' }),
  };
  const environment = (name) => environmentOf({ common, ports, given, name });
  const make = (name) =>
    appProcess({ name, port: ports.get(name), environment: environment(name), output: (text) => output(name, text) });
  return { environment, apps: Object.fromEntries(names.map((name) => [name, make(name)])) };
}

/** Everything in its order; what is opened is left to the closer. */
async function start(options, closer) {
  const { directory, output, names, died, tellEnd } = options;
  const ground = await openGround(options, closer);
  const ports = await portsOf(names, options.ports ?? {});
  const { apps, environment } = makeApps({ ...options, ports, ground, given: options.environment ?? {} });
  const task = (name, variables) =>
    runTask(name, {
      environment: { ...environment('command-api'), ...variables },
      output: (text) => output(name, text),
    });
  await task('migrate', { DATABASE_URL: ground.DATABASE_URL });
  const all = Object.values(apps);
  for (const app of all) app.onUnexpectedEnd(tellEnd);
  closer.later(() => stopApps(all));
  const importing = options.firstCase === false ? null : importFirstCase(directory, () => task('first-case'));
  await Promise.all([importing, ...all.map((app) => app.start())]);
  await writeServerFile(directory, apps['gateway'], closer);
  const token = (await readFile(join(directory, 'secrets', 'token'), 'utf8')).trim();
  const urls = { ...ground, ...Object.fromEntries(all.map(({ name, url }) => [name, url])) };
  return { directory, urls, apps, token, environment, died, stop: () => closer.close() };
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** @type {typeof import('./distributed.d.mts').startDistributed} */
export async function startDistributed(given) {
  const directory = resolve(given.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const closer = closing();
  let tellEnd;
  const died = new Promise((done) => (tellEnd = done));
  const { apps: names = APPS, output = () => undefined, logger = quiet } = given;
  try {
    return await start({ ...given, directory, names, output, logger, died, tellEnd }, closer);
  } catch (error) {
    await closer.close().catch(() => undefined);
    throw error;
  }
}

async function stopApps(apps) {
  for (const kind of STOP_ORDER)
    await Promise.all(apps.filter((app) => app.kind === kind && app.isRunning()).map((app) => app.kill('SIGTERM')));
}

/** Tells the command line where the register answers. */
async function writeServerFile(directory, gateway, closer) {
  if (!gateway) return;
  const file = join(directory, 'server.json');
  await writeFile(file, `${JSON.stringify({ pid: process.pid, url: gateway.url })}\n`, { mode: 0o600 });
  closer.later(() => rm(file, { force: true }));
}
