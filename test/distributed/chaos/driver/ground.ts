import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres, withUrl } from '#libs/platform';
import { type KurrentStandIn, startKurrentStandIn, type StandInControl } from '../../../wire/kurrentdb/start.ts';

const { startKafka } = await import('../../../../infra/kafka/start.mjs');

/** Milliseconds; behind this something hangs. */
const BACK_WITHIN = 60_000;

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + BACK_WITHIN;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what} did not come back`);
    await pause(25);
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What the apps stand on, in the driver's hands: each can be killed and comes back at the same address with what it had on disk. */
export interface Ground {
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  readonly kurrentUrl: string;
  /** The event log's own file. */
  readonly logFile: string;
  /** The switches of the event log as it runs now. */
  control(): StandInControl;
  /** `SIGKILL`, or `SIGQUIT`, which PostgreSQL calls an immediate shutdown; resolves when it answers again. */
  crashPostgres(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
  /** Resolves when it answers again; with `wipe` without anything it had on disk. */
  killKafka(options?: { readonly wipe: boolean }): Promise<void>;
  /** `meanwhile`: what is done to its file while it is down. */
  killEventLog(meanwhile?: () => Promise<void>): Promise<void>;
  remove(): Promise<void>;
}

/** A killed run leaves servers and data behind; by these names the next one finds them and clears them away. */
const DATABASE = join(tmpdir(), 'afa-e2e-');
const BROKER = join(tmpdir(), 'afa-kafka-own-');

async function ownPostgres() {
  const directory = await mkdtemp(DATABASE);
  // The server's account must pass through where we are root.
  await chmod(directory, 0o711);
  const server = await startEmbeddedPostgres({
    dataDirectory: directory,
    logger: pino({ level: 'silent' }),
    settings: { max_connections: '200' },
  });
  const crash = async (signal: NodeJS.Signals): Promise<void> => {
    const { pid } = server;
    process.kill(pid, signal);
    await until('PostgreSQL', async () => server.pid !== pid && (await answers(server.adminUrl)));
  };
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { url: withUrl(server.adminUrl, { database: 'all_for_all' }), crash, stop };
}

async function ownKafka() {
  const directory = await mkdtemp(BROKER);
  const start = async (on?: number) => {
    const started = await startKafka({ directory, ...(on !== undefined && { port: on }) });
    await writeFile(join(directory, 'processes.json'), JSON.stringify({ starter: process.pid, broker: started.pid }));
    return started;
  };
  let broker = await start();
  const { port, brokers } = broker;
  const kill = async ({ wipe } = { wipe: false }): Promise<void> => {
    await broker.kill();
    if (wipe) await rm(join(directory, 'data'), { recursive: true, force: true });
    broker = await start(port);
  };
  const stop = async (): Promise<void> => {
    await broker.kill();
    await rm(directory, { recursive: true, force: true });
  };
  return { brokers: [brokers], kill, stop };
}

async function ownEventLog(file: string) {
  let server: KurrentStandIn = await startKurrentStandIn({ file });
  const { url, ports } = server;
  const kill = async (meanwhile?: () => Promise<void>): Promise<void> => {
    await server.kill();
    await meanwhile?.();
    server = await startKurrentStandIn({ file, port: ports[0]! });
  };
  return { url, control: () => server.control, kill, stop: () => server.kill() };
}

/** A database and brokers that are only used, never killed. */
export interface Given {
  readonly databaseUrl?: string;
  readonly brokers?: readonly string[];
}

const neverKilled = (what: string) => async (): Promise<never> => {
  throw new Error(`${what} is not this run's to kill`);
};

/** PostgreSQL, Kafka and the event log of a run of its own, all started at once; what is given is not started. The log's file lies in the directory. */
export async function openGround(directory: string, given: Given = {}): Promise<Ground> {
  const logFile = join(directory, 'event-log.jsonl');
  const [postgres, kafka, eventLog] = await Promise.all([
    given.databaseUrl === undefined
      ? ownPostgres()
      : { url: given.databaseUrl, crash: neverKilled('PostgreSQL'), stop: async () => undefined },
    given.brokers === undefined
      ? ownKafka()
      : { brokers: given.brokers, kill: neverKilled('Kafka'), stop: async () => undefined },
    ownEventLog(logFile),
  ]);
  return {
    databaseUrl: postgres.url,
    brokers: kafka.brokers,
    kurrentUrl: eventLog.url,
    logFile,
    control: eventLog.control,
    crashPostgres: postgres.crash,
    killKafka: kafka.kill,
    killEventLog: eventLog.kill,
    async remove() {
      await eventLog.stop();
      await kafka.stop();
      await postgres.stop();
    },
  };
}
