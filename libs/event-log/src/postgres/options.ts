import type { PayloadCodec } from '#libs/contracts';
import type { EventLogDamaged, EventLogFenced, EventLogUnsafe } from '../port.ts';

/** The part of a pino logger that the event log uses. */
export interface EventLogLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface PostgresEventLogOptions {
  /** Login in the group `afa_writer`. */
  readonly writerUrl: string;
  /** Login that may read `log.events`; always of the same primary server. */
  readonly readerUrl: string;
  readonly codec: PayloadCodec;
  readonly clock?: () => Date;
  /** Most appends that wait, default 5,000; beyond it an append fails at once as unavailable. */
  readonly maxQueue?: number;
  /** An append without an answer for so long (milliseconds, default 5,000) is answered as unavailable, its outcome unknown. */
  readonly answerWithin?: number;
  /** How long opening waits for the lock of a writer that just died, in milliseconds; default 1,000. */
  readonly lockWait?: number;
  /** Most connections that read; default 4. */
  readonly maxReaders?: number;
  /** Called once when this writer has lost the log for good; the process should end. */
  readonly onFenced?: (reason: EventLogFenced | EventLogDamaged | EventLogUnsafe) => void;
  readonly logger?: EventLogLogger;
}

export interface PostgresLogReaderOptions {
  /** Login that may read `log.events`. */
  readonly url: string;
  readonly codec: PayloadCodec;
  /** How often a waiting subscription asks for news, in milliseconds; default 100. */
  readonly pollMs?: number;
  /** Most connections that read; default 4. */
  readonly maxReaders?: number;
  readonly logger?: EventLogLogger;
}
