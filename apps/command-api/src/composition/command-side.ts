import { assertNotBehind, type EventLog, openKurrentEventLog } from '#libs/event-log';
import { openStores, readAnswersSecret, type Running, type Stores } from '#libs/platform';
import { plainCodec } from '#libs/privacy';
import { claimedLog } from '../idempotency/claimed-log.ts';
import type { CommandApiSettings } from './configuration.ts';
import { tracedAppends } from './traced.ts';
import { openWriteSide, type WriteSide } from './write-side.ts';

/** Commands on KurrentDB, which cannot tell whether an id was used in another stream: that is claimed in the database. */
export async function openCommandSide(
  settings: CommandApiSettings,
  running: Running,
): Promise<WriteSide & Pick<Stores<EventLog>, 'log' | 'checks'>> {
  const { logger, open } = running;
  const { kurrentUrl, streamPrefix, secretsDirectory } = settings;
  const secret = await readAnswersSecret(secretsDirectory);
  const openLog = () =>
    openKurrentEventLog({ url: kurrentUrl, codec: plainCodec, logger, ...(streamPrefix && { streamPrefix }) });
  const stores = await openStores({ role: 'api', most: 4, settings, running, openLog, assertNotBehind });
  const claimed = claimedLog(stores.log, stores.pool);
  const log = { ...claimed, append: tracedAppends((request) => claimed.append(request)) };
  return { ...openWriteSide({ log, url: stores.url, secret, logger }, open), log, checks: stores.checks };
}
