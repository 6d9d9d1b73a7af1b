import type { EventLogReader } from '#libs/event-log';
import type { ExecuteCommand } from './command-request.ts';

/** What the command side works with; made once where the application is put together. */
export abstract class CommandApi {
  abstract readonly execute: ExecuteCommand;
  /** What a rehearsed import reads through to. */
  abstract readonly log: EventLogReader;
  /** Whom a request comes from. @throws ProblemError 401 */
  abstract requireActor(authorization: string | undefined): string;
}
