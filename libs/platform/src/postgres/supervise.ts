import { messageOf } from '../error.ts';
import type { Logger } from '../logger.ts';
import { isServerOn } from '../processes.ts';
import type { LaunchRequest } from './postmaster.ts';
import { launchServer } from './postmaster.ts';

const CHECK_EVERY_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export interface Supervised {
  pid(): number;
  /** Ends the watch, waits for a restart under way, and answers the id of the server to be stopped. */
  stop(): Promise<number>;
}

/**
 * Starts the server again when it dies, on the same port, so that pools reconnect by themselves; after a failure it waits twice as long, up to 10 s.
 * It looks at the process instead of waiting for its exit, because an adopted server is not our child.
 */
export function superviseServer(request: LaunchRequest, firstPid: number, logger: Logger): Supervised {
  let pid = firstPid;
  let stopping = false;
  let wait = CHECK_EVERY_MS;
  let restart: Promise<void> = Promise.resolve();

  async function revive(): Promise<void> {
    logger.warn({ pid }, 'PostgreSQL has died and is started again');
    try {
      ({ pid } = await launchServer(request));
      wait = CHECK_EVERY_MS;
      logger.info({ pid }, 'PostgreSQL is running again');
    } catch (error) {
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
      logger.error({ reason: messageOf(error) }, 'PostgreSQL could not be started again');
    }
  }

  function check(): void {
    if (!stopping && !isServerOn(pid, request.cluster)) restart = revive();
    void restart.then(schedule);
  }
  let timer: NodeJS.Timeout;
  function schedule(): void {
    if (!stopping) timer = setTimeout(check, wait).unref();
  }
  schedule();

  return {
    pid: () => pid,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await restart;
      return pid;
    },
  };
}
