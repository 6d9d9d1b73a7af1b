import type { Logger } from '../logger.ts';
import { codeOf, isToldToTheTerminal, messageOf, PlatformError } from '../error.ts';
import { pause } from '../processes.ts';

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 2_000;

export interface Patience {
  readonly seconds: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/** What waiting may mend. Everything else the platform has a sentence for stays wrong however long one waits. */
const mayPass = (error: unknown): boolean =>
  error instanceof PlatformError
    ? ['database-unreachable', 'dependency-unreachable'].includes(error.code)
    : !isToldToTheTerminal(error);

/**
 * The result of the first attempt that succeeds. Processes start in any order and servers restart, so what is away is asked again until
 * patience ends; each wait is logged once for the same reason.
 * @throws PlatformError `dependency-unreachable`, or at once what no waiting mends
 */
export async function untilReachable<Result>(
  what: string,
  attempt: () => Promise<Result>,
  { seconds, logger }: Patience,
): Promise<Result> {
  const deadline = Date.now() + seconds * 1000;
  let told = '';
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      const result = await attempt();
      if (told !== '') logger.info({ what }, 'What this process waited for is there');
      return result;
    } catch (error) {
      if (!mayPass(error)) throw error;
      const reason = (messageOf(error) || codeOf(error) || 'no reason was given').replace(/\.$/, '');
      if (Date.now() + wait > deadline)
        throw new PlatformError('dependency-unreachable', `${what} cannot be reached: ${reason}.`, {
          cause: error,
        });
      if (reason !== told)
        logger.warn(
          isToldToTheTerminal(error) ? { what, reason } : { what, err: error },
          'Waiting for what this process needs',
        );
      told = reason;
      await pause(wait);
    }
  }
}
