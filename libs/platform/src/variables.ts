import { isIP } from 'node:net';
import { resolve } from 'node:path';

import { z } from 'zod';

import { secretsIn } from './files.ts';
import type { LogFormat } from './logging.ts';
import { tokenFileIn } from './tokens.ts';

/** May only this machine reach it? */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

const isUrlOf = (text: string, protocols: readonly string[]): boolean =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');
export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number');

/** A whole number within bounds. */
export const count = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);

export const databaseAddress = z
  .string()
  .refine(
    (text) => isUrlOf(text, ['postgres:', 'postgresql:']) && new URL(text).pathname.length > 1,
    'must be postgresql://user:password@host:port/database',
  );

/** The address of another process of the register. */
export const httpAddress = z
  .string()
  .refine((text) => isUrlOf(text, ['http:', 'https:']), 'must be http://host:port')
  .transform((text) => text.replace(/\/+$/, ''));

export const logFields = {
  AFA_LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info')
    .describe('How much is logged: fatal, error, warn, info, debug, trace or silent'),
  AFA_LOG_FORMAT: z
    .enum(['json', 'pretty'], 'must be json or pretty')
    .optional()
    .describe('json or pretty; without it pretty in a terminal, else json'),
};

interface LogVariables {
  readonly AFA_LOG_LEVEL: z.output<typeof logFields.AFA_LOG_LEVEL>;
  readonly AFA_LOG_FORMAT?: LogFormat | undefined;
}

/** How the process logs. */
export const logSettings = ({ AFA_LOG_LEVEL, AFA_LOG_FORMAT }: LogVariables) => ({
  logLevel: AFA_LOG_LEVEL,
  logFormat: AFA_LOG_FORMAT ?? (process.stdout.isTTY ? ('pretty' as const) : ('json' as const)),
});

/** What every process of the distributed profile is told; `usualPort` is the one it takes where none is given. */
export const serviceFields = (usualPort: number) => ({
  AFA_HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  AFA_PORT: port.default(usualPort).describe('Port to listen on; 0 takes a free one'),
  ...logFields,
  AFA_OPEN_METRICS: flag
    .default(false)
    .describe(
      'Whether /metrics needs no token where AFA_HOST is not loopback: for a network that only a monitor shares',
    ),
  AFA_STARTUP_PATIENCE: count(0, 3600)
    .default(30)
    .describe('Seconds for which a start waits for the database, the event log, Kafka and the other processes'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpAddress
    .optional()
    .describe('Where traces are sent, OTLP over HTTP; the other OTEL_ variables of the exporter work as well'),
  OTEL_TRACES_EXPORTER: z
    .enum(['otlp', 'console', 'none'], 'must be otlp, console or none')
    .optional()
    .describe(
      'otlp, console (one line of JSON a span, on standard error) or none; without it otlp where an endpoint is set',
    ),
});

interface ServiceVariables extends LogVariables {
  readonly AFA_HOST: string;
  readonly AFA_PORT: number;
  readonly AFA_OPEN_METRICS: boolean;
  readonly AFA_STARTUP_PATIENCE: number;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_TRACES_EXPORTER?: 'otlp' | 'console' | 'none' | undefined;
}

/** How the process listens, logs and waits. Off loopback everything but health needs a token, as long as nothing else is said. */
export const serviceSettings = (variables: ServiceVariables) => ({
  ...logSettings(variables),
  http: {
    host: variables.AFA_HOST,
    port: variables.AFA_PORT,
    requireTokenForReads: !isLoopback(variables.AFA_HOST),
    openMetrics: variables.AFA_OPEN_METRICS,
  },
  patienceSeconds: variables.AFA_STARTUP_PATIENCE,
  traces:
    variables.OTEL_TRACES_EXPORTER ?? (variables.OTEL_EXPORTER_OTLP_ENDPOINT ? ('otlp' as const) : ('none' as const)),
});

export type ServiceSettings = ReturnType<typeof serviceSettings>;

/** Where the register's data are, and the secrets that its migration wrote. */
export const storeFields = {
  DATABASE_URL: databaseAddress.describe(
    'PostgreSQL 15 or later: server and database; each process logs in with its own role, so no user or password is needed here',
  ),
  AFA_DATA_DIR: z
    .string()
    .default('.afa-distributed')
    .describe('Holds the directory secrets, where AFA_SECRETS_DIR does not name another one'),
  AFA_SECRETS_DIR: z
    .string()
    .optional()
    .describe(
      'The directory to which the migration wrote the passwords of the roles, the token and the key of stored answers',
    ),
};

export const tokenFields = {
  AFA_TOKEN_FILE: z
    .string()
    .optional()
    .describe('The file with the token of this installation; without it the one the migration wrote'),
};

interface StoreVariables {
  readonly DATABASE_URL: string;
  readonly AFA_DATA_DIR: string;
  readonly AFA_SECRETS_DIR?: string | undefined;
  readonly AFA_TOKEN_FILE?: string | undefined;
}

/** Where data and secrets are; paths are relative to the working directory. */
export function storeSettings(variables: StoreVariables) {
  const secretsDirectory = resolve(variables.AFA_SECRETS_DIR ?? secretsIn(variables.AFA_DATA_DIR));
  const tokenFile = resolve(variables.AFA_TOKEN_FILE ?? tokenFileIn(secretsDirectory));
  return { databaseUrl: variables.DATABASE_URL, secretsDirectory, tokenFile };
}

export type StoreSettings = ReturnType<typeof storeSettings>;

const KURRENTDB = ['kurrentdb:', 'kurrentdb+discover:', 'esdb:', 'esdb+discover:'];

export const logStoreFields = {
  KURRENTDB_URL: z
    .string()
    .refine((text) => isUrlOf(text, KURRENTDB), 'must be kurrentdb://host:2113?tls=… or kurrentdb+discover://…')
    .describe("The event log: KurrentDB's connection string, with several hosts for a cluster"),
  AFA_STREAM_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/, 'takes 1 to 100 letters, digits, dots, underscores, colons and dashes')
    .optional()
    .describe(
      "What this register's streams begin with in KurrentDB, for a server that others share; the same in all processes",
    ),
};

const BROKERS = /^[^\s,:/]+:\d{1,5}(,[^\s,:/]+:\d{1,5})*$/;

export const kafkaFields = {
  KAFKA_BROKERS: z
    .string()
    .regex(BROKERS, 'must be host:port, several separated by commas')
    .transform((text) => text.split(','))
    .describe('Kafka: host:port, several separated by commas'),
  AFA_TOPIC: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{1,249}$/, 'takes 1 to 249 letters, digits, dots, dashes and underscores')
    .default('afa.events.v1')
    .describe('The topic to which the relay publishes'),
};
