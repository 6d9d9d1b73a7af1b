import pg from 'pg';
import type { EventMetadata, RecordedEvent } from '#libs/contracts';

/** An event as the driver returns it: `bigint` as decimal text, the time as UTC text (`SESSION_OPTIONS`). */
export interface EventRow {
  readonly position: string;
  readonly stream: string;
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly recorded_at: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/** Sessions of the log print times in UTC, whatever the server's or role's own setting, so that `recordedAt` needs no calendar. */
export const SESSION_OPTIONS = '-c timezone=UTC -c datestyle=ISO';

const TIMESTAMPTZ = 1184;

const asText = (text: string): string => text;
const typeParser = (oid: number, format?: 'text'): unknown =>
  oid === TIMESTAMPTZ ? asText : pg.types.getTypeParser(oid, format);

/** Leaves times as the text the server sent; everything else as the driver does it. */
export const types: pg.CustomTypesConfig = { getTypeParser: typeParser as typeof pg.types.getTypeParser };

/** `2026-11-22 13:31:21.12+00` → `2026-11-22T13:31:21.120Z` */
export function isoInstant(text: string): string {
  const fraction = text.slice(20, -3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(3, '0')}Z`;
}

export function recordedEvent(row: EventRow): RecordedEvent {
  return {
    id: row.id,
    type: row.type,
    schemaVersion: row.schema_version,
    data: row.data,
    metadata: row.metadata,
    stream: row.stream,
    revision: Number(row.revision),
    position: row.position,
    recordedAt: isoInstant(row.recorded_at),
  };
}
