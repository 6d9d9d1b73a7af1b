import type { PayloadCodec } from '#libs/contracts';
import type { EventLogLogger } from '../postgres/options.ts';

export interface KurrentEventLogOptions {
  /** Connection string (`kurrentdb://`, `kurrentdb+discover://`), with login and TLS as the client takes them. */
  readonly url: string;
  readonly codec: PayloadCodec;
  /** Begins the name of each stream of this log on the server; default `afa.`. Logs with different ones do not meet. */
  readonly streamPrefix?: string;
  readonly logger?: EventLogLogger;
  /**
   * Spares finding an instant (RFC 3339) to read the log from its beginning: the position of an event, or `START`, such that no event
   * up to it was recorded after the instant. The later, the less is read.
   */
  readonly landmarks?: (instant: string) => Promise<string>;
  /** The same for a position at which no event stands: an event's position at or before it, or `START`. */
  readonly landmarkBefore?: (position: string) => Promise<string>;
  /** An append or read without an answer for so long (milliseconds, default 2,000) is answered as unavailable. */
  readonly answerWithin?: number;
  /** How long opening waits for a server that cannot be reached yet, in milliseconds; default 10,000. */
  readonly openWithin?: number;
  /** How long a subscription waits for a log that is away before it throws, in milliseconds; default 60,000. */
  readonly outlast?: number;
  /** How often a waiting subscription makes sure that it misses nothing, in milliseconds; default 2,000. */
  readonly checkEvery?: number;
}
