import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { EventLogAlreadyOpen, EventLogUnavailable, EventLogUnsafe } from '../port.ts';
import { END_SESSION, LOCK_CLASS, LOCK_HOLDER, LOCK_OBJECT, SETTINGS, TRY_LOCK } from './append-sql.ts';
import { SESSION_OPTIONS, types } from './rows.ts';

const CONNECT_TIMEOUT = 1_000;
const LOCK_PAUSE = 10;
const OWN_LOCK_WAIT = 1_000;
/** A statement without an answer for so long (milliseconds) is given up: its connection is cut and its outcome found out. */
const STATEMENT_TIMEOUT = 15_000;

export interface SessionOptions {
  readonly url: string;
  /** Identities of this writer's own sessions, to which the new one is added: the lock may still be with one that we lost. */
  readonly own: Set<string>;
  /** How long another's lock is waited for, in milliseconds; a killed predecessor's lock needs a moment to vanish. */
  readonly lockWait: number;
  readonly onLost: () => void;
}

/** The one connection that writes. Once lost it stays lost; the writer opens another. */
export class WriterSession {
  readonly #client: pg.Client;
  #alive = true;
  constructor(client: pg.Client, onLost: () => void) {
    this.#client = client;
    const lose = (): void => {
      if (!this.#alive) return;
      this.#alive = false;
      onLost();
    };
    client.on('error', lose);
    client.on('end', lose);
  }

  get alive(): boolean {
    return this.#alive;
  }

  async query<Row extends pg.QueryResultRow>(query: pg.QueryConfig<unknown[]>): Promise<pg.QueryResult<Row>> {
    const timer = setTimeout(() => this.destroy(), STATEMENT_TIMEOUT);
    try {
      return await this.#client.query<Row, unknown[]>(query);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Cuts the connection without waiting; what was on its way fails with an unknown outcome. */
  destroy(): void {
    this.#alive = false;
    this.#client.connection.stream.destroy();
  }

  /** Says goodbye; a server that does not answer is left without it. */
  async end(): Promise<void> {
    this.#alive = false;
    const timer = setTimeout(() => this.destroy(), CONNECT_TIMEOUT);
    await this.#client.end();
    clearTimeout(timer);
  }
}

/**
 * Connects, takes the writer's lock and checks that the server keeps what it acknowledges.
 * @throws EventLogUnavailable, EventLogAlreadyOpen, EventLogUnsafe
 */
export async function openWriterSession(options: SessionOptions): Promise<WriterSession> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: `all-for-all log writer ${hostname()}:${process.pid}`.slice(0, 63),
    options: SESSION_OPTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    types,
  });
  const session = new WriterSession(client, options.onLost);
  try {
    await client.connect();
    options.own.add(await checkSettings(session));
    await takeLock(session, options);
    return session;
  } catch (error) {
    session.destroy();
    if (error instanceof EventLogAlreadyOpen || error instanceof EventLogUnsafe) throw error;
    throw new EventLogUnavailable('the event log cannot be reached', { cause: error });
  }
}

/** Returns the session's identity: server process and start, which no other session shares. */
async function checkSettings(session: WriterSession): Promise<string> {
  const { rows } = await session.query<Record<string, string>>({ text: SETTINGS });
  const settings = rows[0] ?? {};
  const safe: Record<string, readonly string[]> = {
    fsync: ['on'],
    full_page_writes: ['on'],
    synchronous_commit: ['on', 'remote_apply'],
  };
  for (const [name, values] of Object.entries(safe)) {
    const value = settings[name] ?? 'unknown';
    if (!values.includes(value))
      throw new EventLogUnsafe(`the server runs with ${name} = ${value}; the event log needs ${values[0]}`);
  }
  return settings['identity'] ?? '';
}

interface LockHolder {
  readonly pid: number;
  readonly identity: string | null;
  readonly application: string | null;
  readonly address: string | null;
  readonly since: string | null;
}

async function takeLock(session: WriterSession, options: SessionOptions): Promise<void> {
  const lock = [LOCK_CLASS, LOCK_OBJECT];
  const deadline = performance.now() + options.lockWait;
  for (;;) {
    const { rows } = await session.query<{ locked: boolean }>({ text: TRY_LOCK, values: lock });
    if (rows[0]?.locked) return;
    const holder = (await session.query<LockHolder>({ text: LOCK_HOLDER, values: lock })).rows[0];
    const ours = holder !== undefined && options.own.has(holder.identity ?? '');
    if (ours) await session.query({ text: END_SESSION, values: [holder.pid] });
    if (holder && !ours && performance.now() > deadline) throw new EventLogAlreadyOpen(described(holder));
    if (performance.now() > deadline + OWN_LOCK_WAIT)
      throw new EventLogUnavailable("the log's own lock is not free yet");
    await pause(LOCK_PAUSE);
  }
}

function described({ pid, application, address, since }: LockHolder): string {
  const where = address ? ` from ${address}` : '';
  return `the event log is already written by "${application || 'a session of another role'}"${where} (server process ${pid}, since ${since ?? 'unknown'})`;
}
