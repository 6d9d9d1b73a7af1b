import { isIP } from 'node:net';
import { resolve } from 'node:path';

import { z } from 'zod';

import { PlatformError } from './error.ts';

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

/** May only this machine reach it? */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number');

function isPostgresUrl(text: string): boolean {
  return (
    URL.canParse(text) &&
    ['postgres:', 'postgresql:'].includes(new URL(text).protocol) &&
    new URL(text).pathname.length > 1
  );
}

/** Everything that can be set for the standalone application. */
const Variables = z.object({
  /** Address to listen on. */
  AFA_HOST: z.string().default('127.0.0.1'),
  AFA_PORT: port.default(4000),
  /** Database, keys and tokens; relative to the working directory. */
  AFA_DATA_DIR: z.string().default('.afa'),
  /** A PostgreSQL of one's own, 15 or later, in place of the embedded one; its role needs CREATEROLE. */
  DATABASE_URL: z.string().refine(isPostgresUrl, 'must be postgresql://user:password@host:port/database').optional(),
  AFA_LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  /** Default: pretty in a terminal, else json. */
  AFA_LOG_FORMAT: z.enum(['json', 'pretty'], 'must be json or pretty').optional(),
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
  logLevel: variables.AFA_LOG_LEVEL,
  logFormat: variables.AFA_LOG_FORMAT ?? (process.stdout.isTTY ? ('pretty' as const) : ('json' as const)),
  requireTokenForReads: variables.AFA_REQUIRE_TOKEN_FOR_READS,
}));

export type StandaloneConfiguration = z.output<typeof standaloneVariables>;

/** @throws PlatformError `configuration-invalid` */
export const readStandaloneConfiguration = (environment: Environment): StandaloneConfiguration =>
  readConfiguration(environment, standaloneVariables);
