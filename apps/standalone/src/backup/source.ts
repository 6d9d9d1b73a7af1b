import type { PayloadCodec } from '#libs/contracts';
import { type EventLogLogger, type EventLogReader, openPostgresLogReader } from '#libs/event-log';

/** Leaves events as they are stored: what is encrypted in the log is encrypted in the backup. */
const asStored: PayloadCodec = { encode: async (events) => events, decode: async (events) => events };

/** A backup reads pages and waits for nothing new. */
const SELDOM = 3_600_000;

/** The log as one backup reads it, on a connection of its own, so that a slow reader of a backup holds up nobody. */
export const openBackupSource = (url: string, logger: EventLogLogger): Promise<EventLogReader> =>
  openPostgresLogReader({ url, codec: asStored, maxReaders: 1, pollMs: SELDOM, logger });
