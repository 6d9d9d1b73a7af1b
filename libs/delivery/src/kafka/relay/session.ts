import pg from 'pg';

/** One connection, which holds the lock and does all that the lock allows: without the one the other cannot happen. */
export interface RelaySession {
  query<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]>;
  /** Whether this session is now, or was already, the only one that publishes to the topic. */
  tryLock(topic: string): Promise<boolean>;
  /** Calls back at once or later, when the connection is lost. */
  onLost(lost: (error: Error) => void): void;
  close(): Promise<void>;
}

/** Milliseconds after which a server that does not answer counts as lost. */
const ANSWER_WITHIN = 15_000;
const CONNECT_WITHIN = 5_000;
/** A machine that vanished lets go of its lock within half a minute instead of two hours. */
const KEEPALIVES = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

const TRY_LOCK = `SELECT pg_try_advisory_lock(hashtextextended('relay of ' || $1::text, 0)) AS locked`;

/** @throws what pg throws where the database cannot be reached */
export async function openRelaySession(url: string): Promise<RelaySession> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'afa-relay',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_WITHIN,
    query_timeout: ANSWER_WITHIN,
    options: KEEPALIVES,
  });
  let loss: Error | null = null;
  const listeners: ((error: Error) => void)[] = [];
  const lose = (error: Error): void => {
    if (loss) return;
    loss = error;
    for (const listener of listeners) listener(error);
  };
  client.on('error', lose);
  client.on('end', () => lose(new Error('the connection of the relay ended')));
  await client.connect();
  const query = async <Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    (await client.query<Row>(text, [...values])).rows;
  return {
    query,
    tryLock: async (topic) => (await query<{ locked: boolean }>(TRY_LOCK, [topic]))[0]!.locked,
    onLost(listener) {
      if (loss) listener(loss);
      else listeners.push(listener);
    },
    close: () => client.end().catch(() => undefined),
  };
}
