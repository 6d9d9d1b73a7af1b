import type { EventLog } from '#libs/event-log';
import {
  knownToken,
  loadOrCreateSecret,
  loadOrCreateToken,
  requireActor as actorOf,
  type StandaloneConfiguration,
} from '#libs/platform';
import { changesOf } from '#libs/queries';
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  type Answers,
  createExecutor,
  type ExecuteCommand,
  idempotent,
  type PreviewChanges,
  storedAnswers,
} from '../../command-api/src/index.ts';
import { openPool } from './pool.ts';
import type { Undoing } from './undoing.ts';

/** How long stored answers are kept; the log recognises repeated commands for ever. */
const ANSWER_HOURS = 48;
const HOUR = 3_600_000;

/** Who may write, and the one way to do it. */
export interface WriteSide {
  readonly execute: ExecuteCommand;
  readonly previewChanges: PreviewChanges;
  readonly tokenCreated: boolean;
  /** @throws ProblemError 401 */
  readonly requireActor: (authorization: string | undefined) => string;
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
export async function openWriteSide(
  { dataDirectory }: StandaloneConfiguration,
  { log, url, logger }: { readonly log: EventLog; readonly url: string; readonly logger: Logger },
  open: Undoing,
): Promise<WriteSide> {
  const { token, created } = await loadOrCreateToken(dataDirectory);
  const tokens = [knownToken('operator', token)];
  const secret = await loadOrCreateSecret(join(dataDirectory, 'secrets', 'answers'));
  const answers = storedAnswers(openPool({ url, most: 4 }, logger, open), secret);
  expireAnswers(answers, logger, open);
  return {
    execute: idempotent(createExecutor(log, previewChanges), answers),
    previewChanges,
    tokenCreated: created,
    requireActor: (authorization) => actorOf(authorization, tokens),
  };
}
