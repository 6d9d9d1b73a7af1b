import { setMaxListeners } from 'node:events';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { EventLogReader } from '#libs/event-log';
import type { HealthCheck, Logger, Metrics } from '#libs/platform';
import type { Projector, ReadSide } from '#libs/queries';
import type { Pool } from 'pg';
import type { ExecuteCommand } from './command-executor.ts';
import { createLive, type Live } from './streams/live.ts';

/** What the read side of the interface is put together from. */
export interface GatewayParts {
  /** Connections of the role that may only read. */
  readonly pool: Pool;
  readonly log: EventLogReader;
  readonly projector: Projector;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Executes GraphQL's mutations; the same function that answers `POST /v1/commands/…`. */
  readonly execute: ExecuteCommand;
  /** Whom a request comes from. @throws ProblemError 401 */
  readonly requireActor: (authorization: string | undefined) => string;
  /** Whether reads need a token as well. */
  readonly requireTokenForReads?: boolean;
  /** Checks of `/readyz` beside those of the log, the database and the projector's lag. */
  readonly checks?: Readonly<Record<string, HealthCheck>>;
  /** How far behind the log the read models may be for `/readyz`, in events. Default 10,000. */
  readonly readyLag?: number;
  /** By how many events they are behind now. Default: the difference of positions, which counts events where positions are gapless. */
  readonly lag?: () => Promise<number>;
  /** Milliseconds between comments on quiet streams. Default 15,000. */
  readonly heartbeat?: number;
  /** Exports under way at once; who comes later is asked to come again. Default 2. */
  readonly mostExports?: number;
  /** Milliseconds after which a client that takes nothing of its export is cut off. Default 60,000. */
  readonly exportStall?: number;
}

/** What controllers and resolvers work with; made once where the application is put together. */
export class Gateway implements BeforeApplicationShutdown {
  readonly parts: GatewayParts;
  readonly side: ReadSide;
  readonly live: Live;
  readonly #stopping = new AbortController();

  constructor(parts: GatewayParts) {
    this.parts = parts;
    // Everybody who waits listens; Node would take so many for a leak.
    setMaxListeners(0, this.#stopping.signal);
    const { pool, projector, log } = parts;
    this.side = { pool, projector, log, stopping: this.#stopping.signal };
    this.live = createLive(log, parts.logger);
  }

  beforeApplicationShutdown(): void {
    this.#stopping.abort();
  }
}
