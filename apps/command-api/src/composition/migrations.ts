import { eventLogMigrations } from '#libs/event-log';
import type { MigrationClass } from '#libs/platform';
import { projectionMigrations } from '#libs/projections';
import { apiMigrations } from '../idempotency/migrations.ts';

/** Every table of the register (those of the projections bring those of the delivery along). Both profiles make all of them, so that one database can go from one profile to the other. */
export const registerMigrations: readonly MigrationClass[] = [
  ...eventLogMigrations,
  ...projectionMigrations,
  ...apiMigrations,
];
