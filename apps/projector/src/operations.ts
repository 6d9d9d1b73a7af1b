import type { EventLogReader } from '#libs/event-log';
import type { Logger } from '#libs/platform';
import type { Projector } from '#libs/projections';
import pg from 'pg';
import { replayer } from './replay.ts';
import type { ProjectorOperations } from './services.ts';
import { projectionsStatus } from './status.ts';

export interface ProjectorOperationsParts {
  readonly projector: Projector;
  readonly log: EventLogReader;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  readonly logger: Pick<Logger, 'warn'>;
  /** @throws ProblemError 401 */
  readonly requireActor: (authorization: string | undefined) => string;
}

/** Operations on the read models of a running projector. `close` ends the connections that were opened for them. */
export function openProjectorOperations(
  parts: ProjectorOperationsParts,
): ProjectorOperations & { close(): Promise<void> } {
  const { projector, log, url, logger, requireActor } = parts;
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'afa-operations' });
  pool.on('error', (error) => logger.warn({ err: error }, 'An idle connection for operations was lost'));
  return {
    requireActor,
    status: () => projectionsStatus(pool, log, () => projector.parked()),
    park: (stream, reason) => projector.park(stream, reason),
    redrive: (stream) => projector.redrive(stream),
    replay: replayer({ projector, log, url }),
    close: () => pool.end(),
  };
}
