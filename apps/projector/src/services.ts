import type { Redriven } from '#libs/projections';
import type { Generations } from './generations.ts';
import type { ReplayMessage, ReplayRequest } from './replay.ts';
import type { ProjectionsStatus } from './status.ts';

/** What the operations on read models work with; made where the application is put together (`openProjectorOperations`). */
export abstract class ProjectorOperations {
  /** Whom a request comes from. @throws ProblemError 401 */
  abstract requireActor(authorization: string | undefined): string;
  abstract status(): Promise<ProjectionsStatus>;
  /** @returns false where the stream was parked already */
  abstract park(stream: string, reason: string): Promise<boolean>;
  /** One stream, or `all`. */
  abstract redrive(stream: string): Promise<readonly Redriven[]>;
  /** Building, comparing, switching. */
  abstract readonly generations: Generations;
  /** @throws ProblemError where the position is not one that can be replayed; before the first message */
  abstract replay(request: ReplayRequest): Promise<AsyncIterable<ReplayMessage>>;
}
