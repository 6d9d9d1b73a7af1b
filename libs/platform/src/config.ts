import { resolve } from 'node:path';

import { z } from 'zod';

import { PlatformError } from './error.ts';
import { databaseAddress, flag, isLoopback, logFields, logSettings, port } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the environment. An empty variable counts as absent.
 * @param schema an object schema keyed by variable, possibly transformed; every refinement names its variable in `path`
 * @throws PlatformError `configuration-invalid`, naming every bad variable at once and no value, for values may be secret
 */
export function readConfiguration<Schema extends z.ZodType>(
  environment: Environment,
  schema: Schema,
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.') || 'environment'}: ${message}`);
  throw new PlatformError('configuration-invalid', `The configuration is wrong: ${wrong.join('; ')}.`);
}

/** Everything that can be set for the standalone application. */
const Variables = z.object({
  /** Address to listen on. */
  AFA_HOST: z.string().default('127.0.0.1'),
  AFA_PORT: port.default(4000),
  /** Database, keys and tokens; relative to the working directory. */
  AFA_DATA_DIR: z.string().default('.afa'),
  /** A PostgreSQL of one's own, 15 or later, in place of the embedded one; its role needs CREATEROLE. */
  DATABASE_URL: databaseAddress.optional(),
  ...logFields,
  /** Reads need a token, as commands always do. */
  AFA_REQUIRE_TOKEN_FOR_READS: flag.default(false),
});

export const standaloneVariables = Variables.superRefine((variables, context) => {
  if (isLoopback(variables.AFA_HOST) || variables.AFA_REQUIRE_TOKEN_FOR_READS) return;
  const message =
    'others could read everything there; also set AFA_REQUIRE_TOKEN_FOR_READS=true, or listen on 127.0.0.1';
  context.addIssue({ code: 'custom', path: ['AFA_HOST'], message });
}).transform((variables) => ({
  host: variables.AFA_HOST,
  port: variables.AFA_PORT,
  dataDirectory: resolve(variables.AFA_DATA_DIR),
  databaseUrl: variables.DATABASE_URL,
  ...logSettings(variables),
  requireTokenForReads: variables.AFA_REQUIRE_TOKEN_FOR_READS,
}));

export type StandaloneConfiguration = z.output<typeof standaloneVariables>;

/** @throws PlatformError `configuration-invalid` */
export const readStandaloneConfiguration = (environment: Environment): StandaloneConfiguration =>
  readConfiguration(environment, standaloneVariables);
