import { z } from 'zod';

export const FORMAT = 'afa-backup';
export const VERSION = 1;
/** The header and the line of keys stand before the first event, whose position is 1. */
export const LINES_BEFORE_EVENTS = 2;

/** First line. `position` is the end of the log when the backup was begun; later events are not in it. */
export const header = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  createdAt: z.iso.datetime(),
  position: z.string().regex(/^(0|[1-9]\d{0,18})$/),
});
export type Header = z.infer<typeof header>;

/** Second line: the keys of encrypted subjects, which this release has none of. A backup with keys needs a release that can keep them. */
export const keys = z.strictObject({ keys: z.array(z.unknown()).max(0, 'holds keys, which this release cannot keep') });

const metadata = z.looseObject({
  actor: z.string(),
  commandId: z.string(),
  correlationId: z.string(),
  causationId: z.string(),
  traceparent: z.string().optional(),
  reason: z.string().optional(),
});

/** One line for each event, as stored. Unknown types and versions are kept: what they mean is not the backup's business. */
export const eventLine = z.strictObject({
  event: z.strictObject({
    id: z.uuid(),
    type: z.string().min(1),
    schemaVersion: z.int().min(1),
    stream: z.string().min(1),
    revision: z.int().min(0),
    position: z.string().regex(/^[1-9]\d{0,18}$/),
    recordedAt: z.iso.datetime({ precision: 3 }),
    data: z.unknown().refine((data) => data !== undefined, 'has no data'),
    metadata,
  }),
});

/** Last line; its `sha256` is that of all bytes before the line. */
export const end = z.strictObject({ events: z.int().min(0) });
