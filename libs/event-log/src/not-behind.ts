import { comparePositions } from '#libs/contracts';
import { EventLogBehind, type LogHead } from './port.ts';

/**
 * Makes sure that the log reaches a place which a consumer of it has already reached. An app asks once when it starts, before it
 * takes requests: going on with a log restored from an older copy would record other events at positions that were given out before.
 * @throws EventLogBehind · EventLogUnavailable
 */
export async function assertNotBehind(
  log: { head(): Promise<Pick<LogHead, 'position'>> },
  position: string,
): Promise<void> {
  const head = await log.head();
  if (comparePositions(head.position, position) >= 0) return;
  throw new EventLogBehind(
    `the event log ends at position ${head.position}, but events up to ${position} have been delivered from it: ` +
      'it is another log, or was restored from an older copy',
  );
}
