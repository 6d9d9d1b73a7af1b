import type { EventLog } from '#libs/event-log';
import { openPool, type Undoing } from '#libs/platform';
import { changesOf } from '#libs/queries';
import type { Logger } from 'pino';
import { createExecutor } from '../execute.ts';
import type { ExecuteCommand } from '../command-request.ts';
import { type Answers, storedAnswers } from '../idempotency/answers.ts';
import { idempotent } from '../idempotency/idempotent.ts';
import type { PreviewChanges } from '../preview.ts';
import { tracedCommands } from './traced.ts';

/** How long stored answers are kept; the log recognises repeated commands for ever. */
const ANSWER_HOURS = 48;
const HOUR = 3_600_000;

/** The one way to write, and what a dry run tells with it. */
export interface WriteSide {
  readonly execute: ExecuteCommand;
  readonly previewChanges: PreviewChanges;
}

export interface WriteSideParts {
  readonly log: EventLog;
  /** Login in the group `afa_api`, in whose database answers are kept. */
  readonly url: string;
  /** Keys the digests of stored answers; the same in all processes that answer commands. */
  readonly secret: string;
  readonly logger: Logger;
}

/** What answers say, and so which of them would change, is the read side's matter; commands only get the function. */
const previewChanges: PreviewChanges = (streams) => changesOf(streams);

function expireAnswers(answers: Answers, logger: Logger, open: Undoing): void {
  const expire = () =>
    answers
      .expire(ANSWER_HOURS)
      .catch((error: unknown) => logger.warn({ err: error }, 'Old answers could not be removed'));
  const timer = setInterval(() => void expire(), HOUR).unref();
  open.later(() => clearInterval(timer));
  void expire();
}

/** Commands on the log, with their answers kept in the database of `url`. */
export function openWriteSide({ log, url, secret, logger }: WriteSideParts, open: Undoing): WriteSide {
  const answers = storedAnswers(openPool({ url, most: 4 }, logger, open), secret);
  expireAnswers(answers, logger, open);
  const execute = createExecutor(log, previewChanges);
  return { execute: tracedCommands(idempotent(execute, answers)), previewChanges };
}
