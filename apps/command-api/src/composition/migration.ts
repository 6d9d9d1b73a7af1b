import {
  count,
  databaseAddress,
  databaseOf,
  loadOrCreateSecrets,
  logFields,
  logSettings,
  prepareDatabase,
  type Running,
  secretsIn,
  untilReachable,
} from '#libs/platform';
import { resolve } from 'node:path';
import { z } from 'zod';
import { registerMigrations } from './migrations.ts';

/** What the migration is told by its environment. */
export const migrationFields = {
  DATABASE_URL: databaseAddress.describe(
    'PostgreSQL 15 or later; its role needs CREATEROLE, and CREATEDB where the database is missing',
  ),
  AFA_DATA_DIR: z
    .string()
    .default('.afa-distributed')
    .describe('Holds the directory secrets, where AFA_SECRETS_DIR does not name another one'),
  AFA_SECRETS_DIR: z
    .string()
    .optional()
    .describe(
      'Where the passwords of the roles, the token and the key of stored answers are written, and kept if they are there',
    ),
  AFA_STARTUP_PATIENCE: count(0, 3600).default(30).describe('Seconds for which it waits for the database'),
  ...logFields,
};

export const migrationVariables = z.object(migrationFields).transform((variables) => ({
  ...logSettings(variables),
  databaseUrl: variables.DATABASE_URL,
  secretsDirectory: resolve(variables.AFA_SECRETS_DIR ?? secretsIn(variables.AFA_DATA_DIR)),
  patienceSeconds: variables.AFA_STARTUP_PATIENCE,
}));

/**
 * Brings the database up to date and makes what secrets are missing, before the processes that use them start: these log in with roles that
 * may not do it. Safe to repeat, and safe beside running processes of the same release.
 */
export async function migrate(
  { databaseUrl, secretsDirectory }: z.output<typeof migrationVariables>,
  { patience, logger }: Running,
): Promise<void> {
  await loadOrCreateSecrets(secretsDirectory);
  const database = databaseOf(databaseUrl);
  const options = { adminUrl: databaseUrl, database, migrations: registerMigrations, secretsDirectory };
  await untilReachable('The database', () => prepareDatabase(options), patience);
  logger.info({ secretsDirectory }, 'The database is up to date');
}
