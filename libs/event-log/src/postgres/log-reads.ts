import pg from 'pg';
import { START, type PayloadCodec, type RecordedEvent } from '#libs/contracts';
import { instantMillis } from '../instant.ts';
import {
  EventLogDamaged,
  EventLogUnavailable,
  type LogHead,
  type ReadAllOptions,
  type ReadStreamOptions,
} from '../port.ts';
import type { Scan } from '../subscription.ts';
import type { EventLogLogger } from './options.ts';
import {
  EXISTING,
  FILTERED_PAGE,
  HEAD,
  PAGE,
  POSITION_AT,
  RECORDED_AT,
  STREAM_BACKWARDS,
  STREAM_FORWARDS,
} from './read-sql.ts';
import { isoInstant, recordedEvent, SESSION_OPTIONS, types, type EventRow } from './rows.ts';
import { statementFailure } from './statement-error.ts';

const DEFAULT_LIMIT = 1_000;
const CONNECT_TIMEOUT = 1_000;
const LAST_REVISION = '9223372036854775807';

export interface LogReadsOptions {
  readonly url: string;
  readonly codec: PayloadCodec;
  readonly maxReaders?: number;
  readonly logger?: EventLogLogger;
}

/** All reads of the log, through a small pool with named prepared statements (so no transaction-mode pooler in between). */
export class LogReads {
  readonly #pool: pg.Pool;
  readonly #codec: PayloadCodec;

  constructor({ url, codec, maxReaders = 4, logger }: LogReadsOptions) {
    this.#codec = codec;
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: 'all-for-all log reader',
      options: SESSION_OPTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      keepAlive: true,
      max: maxReaders,
      types,
    });
    this.#pool.on('error', (error) =>
      logger?.warn({ err: error }, 'an idle reading connection of the event log was lost'),
    );
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    const { direction = 'forwards', limit = DEFAULT_LIMIT } = options;
    const rows =
      direction === 'forwards'
        ? await this.#query<EventRow>('stream-forwards', STREAM_FORWARDS, [stream, options.from ?? 0, limit])
        : await this.#query<EventRow>('stream-backwards', STREAM_BACKWARDS, [
            stream,
            options.from ?? LAST_REVISION,
            limit,
          ]);
    return this.#codec.decode(rows.map(recordedEvent));
  }

  async scan(options: ReadAllOptions): Promise<Scan> {
    const { after, limit = DEFAULT_LIMIT, streamPrefixes } = options;
    if (streamPrefixes) return this.#filtered(after, limit, streamPrefixes);
    const rows = await this.#query<EventRow>('page', PAGE, [after, limit]);
    assertGapless(after, rows);
    const events = await this.#codec.decode(rows.map(recordedEvent));
    return { events, cursor: rows.at(-1)?.position ?? after, reachedEnd: rows.length < limit };
  }

  async #filtered(after: string, limit: number, prefixes: readonly string[]): Promise<Scan> {
    const all = await this.#query<EventRow & { head: string }>('filtered-page', FILTERED_PAGE, [
      after,
      limit,
      prefixes,
    ]);
    const rows = all.filter((row) => row.position !== null); // a lone row without event carries the head only
    const head = all[0]?.head ?? START;
    const events = await this.#codec.decode(rows.map(recordedEvent));
    const full = rows.length === limit;
    const cursor = full ? (rows.at(-1)?.position ?? after) : later(after, head);
    return { events, cursor, reachedEnd: !full };
  }

  async existing(streams: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#query<{ stream: string }>('existing', EXISTING, [streams]);
    return new Set(rows.map((row) => row.stream));
  }

  async head(): Promise<LogHead> {
    const [row] = await this.#query<{ position: string; recorded_at: string }>('head', HEAD, []);
    return row
      ? { position: row.position, recordedAt: isoInstant(row.recorded_at) }
      : { position: START, recordedAt: null };
  }

  async recordedAt(position: string): Promise<string | null> {
    const [row] = await this.#query<{ recorded_at: string }>('recorded-at', RECORDED_AT, [position]);
    return row ? isoInstant(row.recorded_at) : null;
  }

  async positionAt(instant: string): Promise<string> {
    const at = new Date(instantMillis(instant)).toISOString();
    const [row] = await this.#query<{ position: string }>('position-at', POSITION_AT, [at]);
    if (!row) throw new EventLogDamaged('a position is missing in the log');
    return row.position;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** Reading twice is harmless, so a connection that broke unnoticed costs one more try, not an error. */
  async #query<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    const ask = async (): Promise<Row[]> => (await this.#pool.query<Row, unknown[]>({ name, text, values })).rows;
    try {
      return await ask().catch((error: unknown) => {
        if (statementFailure(error) !== 'unknown') throw error;
        return ask();
      });
    } catch (error) {
      throw new EventLogUnavailable('the event log cannot be read', { cause: error });
    }
  }
}

/** Positions are gapless, so a hole means that something was removed, or that the writer's order is broken: never read over it. */
function assertGapless(after: string, rows: readonly EventRow[]): void {
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last) return;
  const from = BigInt(after);
  if (BigInt(first.position) !== from + 1n || BigInt(last.position) !== from + BigInt(rows.length)) {
    throw new EventLogDamaged(`positions are missing in the log between ${after} and ${last.position}`);
  }
}

function later(left: string, right: string): string {
  return BigInt(left) > BigInt(right) ? left : right;
}
