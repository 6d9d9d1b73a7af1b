import type { EventLogReader } from '#libs/event-log';
import type { ExecuteCommand } from './command-request.ts';
import type { PreviewChanges } from './preview.ts';

/** What the command side works with; made once where the application is put together. */
export abstract class CommandApi {
  abstract readonly execute: ExecuteCommand;
  /** What a rehearsed import reads through to. */
  abstract readonly log: EventLogReader;
  /** Tells before anything is written which answers would change. */
  abstract readonly previewChanges: PreviewChanges;
  /** Whom a request comes from. @throws ProblemError 401 */
  abstract requireActor(authorization: string | undefined): string;
}
