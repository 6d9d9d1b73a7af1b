import type { EventLogReader } from '#libs/event-log';
import { NothingServes, type ParkedRow, type Projections } from '#libs/projections';
import { generationsOver } from './generations.ts';
import { replayer } from './replay.ts';
import type { ProjectorOperations } from './services.ts';
import { projectionsStatus } from './status.ts';

export interface ProjectorOperationsParts {
  readonly projector: Projections;
  readonly log: EventLogReader;
  /** Login in the group `afa_projector`. */
  readonly url: string;
  /** @throws ProblemError 401 */
  readonly requireActor: (authorization: string | undefined) => string;
}

/** While nothing serves yet, nothing of it is parked. */
async function parkedIn(projector: Projections): Promise<readonly ParkedRow[]> {
  try {
    return await projector.parked();
  } catch (error) {
    if (!(error instanceof NothingServes)) throw error;
    return [];
  }
}

/** Operations on the read models of a running projector. */
export function openProjectorOperations(parts: ProjectorOperationsParts): ProjectorOperations {
  const { projector, log, url, requireActor } = parts;
  return {
    requireActor,
    status: () =>
      projectionsStatus(
        () => projector.generations.list(),
        () => parkedIn(projector),
      ),
    park: (stream, reason) => projector.park(stream, reason),
    redrive: (stream) => projector.redrive(stream),
    replay: replayer({ projector, log, url }),
    generations: generationsOver(projector.generations),
  };
}
