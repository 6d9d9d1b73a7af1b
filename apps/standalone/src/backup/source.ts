import type { PayloadCodec } from '#libs/contracts';
import { type EventLogLogger, type EventLogReader, openPostgresLogReader } from '#libs/event-log';

/** Leaves events as they are stored: what is encrypted in the log is encrypted in the backup. */
const asStored: PayloadCodec = { encode: async (events) => events, decode: async (events) => events };

/** The log as backups read it, on connections of its own, so that a slow reader of a backup holds up nobody. The caller closes it. */
export const openBackupSource = (url: string, logger: EventLogLogger): EventLogReader =>
  openPostgresLogReader({ url, codec: asStored, maxReaders: 2, logger });
