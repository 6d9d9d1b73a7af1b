import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { EventLogAlreadyOpen, EventLogDamaged, EventLogFenced, EventLogUnavailable } from '../port.ts';
import { APPEND, APPEND_ONE, BUMP_EPOCH, ID_AT, LAST_EVENT } from './append-sql.ts';
import { isoInstant } from './rows.ts';
import { statementFailure } from './statement-error.ts';
import { openWriterSession, type WriterSession } from './writer-session.ts';

/** How long a batch waits for the server to come back, or for room on its disk, before it is answered as unavailable. */
const PATIENCE = 1_500;
const FIRST_PAUSE = 20;
const RETRY_AFTER_SECONDS = 2;
const MANY = { name: 'append', text: APPEND } as const;
const ONE = { name: 'append-one', text: APPEND_ONE } as const;

export interface TenureOptions {
  readonly url: string;
  /** How long the first opening waits for another's lock, in milliseconds. */
  readonly lockWait: number;
  readonly onLost: () => void;
  /** Called on each new connection, when everything remembered about streams may be wrong. */
  readonly onRenewed: (last: bigint) => void;
}

/** A batch as the append statement takes it. */
export interface Batch {
  readonly firstId: string;
  readonly count: number;
  readonly recordedAt: string;
  /** $3 to $10 of `APPEND_ONE` where `count` is 1, else of `APPEND`. */
  readonly columns: readonly unknown[];
}

interface Flight extends Batch {
  readonly from: bigint;
  outcome: 'unknown' | 'committed' | 'absent';
}

/** The connection broke while the log was only read: nothing is in doubt, ask again on the next one. */
export class SessionLost extends Error {}

/** The server cannot store a row of the batch; nothing of it stands. */
export class BatchRefused extends Error {}

/**
 * The time in which this process holds the log: one connection after the other, an epoch for each, and the last position.
 * It knows at every moment either exactly where the log ends, or which single batch (`#flight`) is in doubt.
 */
export class Tenure {
  readonly #options: TenureOptions;
  #session: WriterSession | null = null;
  readonly #own = new Set<string>();
  #epoch = '0';
  #last = 0n;
  #lastRecordedAt: string | null = null;
  #flight: Flight | null = null;
  #down = false;

  constructor(options: TenureOptions) {
    this.#options = options;
  }

  get last(): bigint {
    return this.#last;
  }

  get epoch(): string {
    return this.#epoch;
  }

  get lastRecordedAt(): string | null {
    return this.#lastRecordedAt;
  }

  get alive(): boolean {
    return this.#session?.alive ?? false;
  }

  /** @throws EventLogUnavailable, EventLogAlreadyOpen, EventLogUnsafe, EventLogDamaged */
  async begin(): Promise<void> {
    const session = await this.#openSession(this.#options.lockWait);
    try {
      this.#last = await this.#bump(session);
      const { rows } = await session.query<{ position: string; recorded_at: string }>({ text: LAST_EVENT });
      const stored = BigInt(rows[0]?.position ?? 0);
      if (stored !== this.#last) {
        throw new EventLogDamaged(`the log ends at position ${stored}, its writer stopped at ${this.#last}`);
      }
      if (rows[0]) this.#lastRecordedAt = isoInstant(rows[0].recorded_at);
      this.#adopt(session);
    } catch (error) {
      session.destroy();
      throw error instanceof EventLogDamaged ? error : unavailable(error);
    }
  }

  /** Makes sure of a connection and of where the log ends. @throws EventLogUnavailable, EventLogFenced, EventLogUnsafe */
  async ensure(): Promise<void> {
    await this.#patiently(async () => {
      if (this.alive) return true;
      try {
        await this.#renew();
        return true;
      } catch (error) {
        if (error instanceof EventLogUnavailable) return error;
        throw error;
      }
    });
  }

  /** A read on the writer's own connection. @throws SessionLost, EventLogUnavailable */
  async ask<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    try {
      if (!this.#session?.alive) throw new SessionLost('no connection');
      return (await this.#session.query<Row>({ name, text, values })).rows;
    } catch (error) {
      if (error instanceof SessionLost) throw error;
      if (statementFailure(error) === 'broken')
        throw new EventLogUnavailable('the event log cannot be read', { cause: error });
      this.#session?.destroy();
      throw new SessionLost('connection lost', { cause: error });
    }
  }

  /**
   * Writes the batch behind the last position, once and whole; returns when it is known to stand.
   * @throws BatchRefused, EventLogFenced, EventLogUnavailable (then `ensure` finds out later what became of it)
   */
  async write(batch: Batch): Promise<void> {
    const flight: Flight = { ...batch, from: this.#last, outcome: 'unknown' };
    await this.#patiently(async () => {
      const trouble = await this.#attempt(flight);
      if (trouble === null) return true;
      if (statementFailure(trouble) === 'busy') return trouble;
      this.#session?.destroy();
      await this.ensure();
      return flight.outcome === 'committed' ? true : trouble;
    });
    this.#stands(flight);
  }

  async end(): Promise<void> {
    if (this.alive) await this.#session?.end();
  }

  abandon(): void {
    this.#session?.destroy();
  }

  /** Null: it stands. Else the error, where another attempt makes sense. */
  async #attempt(flight: Flight): Promise<unknown> {
    if (!this.#session?.alive) await this.ensure();
    const values = [this.#epoch, flight.from.toString(), ...flight.columns];
    flight.outcome = 'unknown';
    this.#flight = flight;
    try {
      const statement = flight.count === 1 ? ONE : MANY;
      const { rowCount } = await (this.#session as WriterSession).query({ ...statement, values });
      this.#flight = null;
      if (rowCount === flight.count) return null;
      throw new EventLogFenced('another writer has taken over the event log');
    } catch (error) {
      if (error instanceof EventLogFenced) throw error;
      const failure = statementFailure(error);
      if (failure === 'unknown') return error;
      this.#flight = null;
      if (failure === 'refused') throw new BatchRefused('the batch cannot be stored', { cause: error });
      if (failure === 'busy') return error;
      throw unavailable(error);
    }
  }

  /** Tries again with growing pauses until it succeeds or patience ends; while the log is known to be down, one try is enough. */
  async #patiently(attempt: () => Promise<unknown>): Promise<void> {
    const deadline = performance.now() + (this.#down ? 0 : PATIENCE);
    for (let wait = FIRST_PAUSE; ; wait *= 2) {
      const trouble = await attempt();
      if (trouble === true) {
        this.#down = false;
        return;
      }
      if (performance.now() + wait > deadline) {
        this.#down = true;
        throw trouble instanceof EventLogUnavailable ? trouble : unavailable(trouble);
      }
      await pause(wait);
    }
  }

  /** A new connection and epoch, and with them certainty about the batch in doubt. */
  async #renew(): Promise<void> {
    const session = await this.#openSession(0).catch((error: unknown) => {
      throw error instanceof EventLogAlreadyOpen ? new EventLogFenced(error.message, { cause: error }) : error;
    });
    try {
      const last = await this.#bump(session);
      const flight = this.#flight;
      if (flight && last === flight.from + BigInt(flight.count) && (await this.#isOurs(session, flight))) {
        this.#stands(flight);
      } else if (last === (flight?.from ?? this.#last)) {
        if (flight) flight.outcome = 'absent';
      } else {
        throw new EventLogFenced(`another writer has written: the log ends at position ${last}`);
      }
      this.#flight = null;
      this.#adopt(session);
    } catch (error) {
      session.destroy();
      throw error instanceof EventLogFenced || error instanceof EventLogDamaged ? error : unavailable(error);
    }
  }

  #stands(flight: Flight): void {
    flight.outcome = 'committed';
    this.#last = flight.from + BigInt(flight.count);
    this.#lastRecordedAt = flight.recordedAt;
  }

  async #isOurs(session: WriterSession, flight: Flight): Promise<boolean> {
    const { rows } = await session.query<{ id: string }>({ text: ID_AT, values: [(flight.from + 1n).toString()] });
    return rows[0]?.id === flight.firstId;
  }

  #openSession(lockWait: number): Promise<WriterSession> {
    const { url, onLost } = this.#options;
    return openWriterSession({ url, own: this.#own, lockWait, onLost });
  }

  async #bump(session: WriterSession): Promise<bigint> {
    const { rows } = await session.query<{ epoch: string; last_position: string }>({ text: BUMP_EPOCH });
    if (!rows[0]) throw new EventLogDamaged('the row of the writer is missing');
    this.#epoch = rows[0].epoch;
    return BigInt(rows[0].last_position);
  }

  #adopt(session: WriterSession): void {
    this.#session = session;
    this.#options.onRenewed(this.#last);
  }
}

function unavailable(cause: unknown): EventLogUnavailable {
  return new EventLogUnavailable('the event log does not accept writes', {
    cause,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
