export * from './port.ts';
export { assertNotBehind } from './not-behind.ts';
export { openKurrentEventLog, type KurrentEventLog, type KurrentStatus } from './kurrentdb/open-event-log.ts';
export type { KurrentEventLogOptions } from './kurrentdb/options.ts';
export { createMemoryEventLog, type MemoryEventLogOptions } from './memory/memory-event-log.ts';
export { openPostgresEventLog, type PostgresEventLog } from './postgres/open-event-log.ts';
export { openPostgresLogReader } from './postgres/open-log-reader.ts';
export { eventLogMigrations } from './postgres/migrations.ts';
export type { WriterStatus } from './postgres/group-writer.ts';
export type { EventLogLogger, PostgresEventLogOptions, PostgresLogReaderOptions } from './postgres/options.ts';
export {
  EventLogNotEmpty,
  type RestoredLog,
  type RestoreOptions,
  RestoreRefused,
  restorePostgresEventLog,
} from './postgres/restore.ts';
