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

/** What every process is told that works on the register. */
export const registerFields = (usualPort: number) => ({
  ...serviceFields(usualPort),
  ...storeFields,
  ...tokenFields,
  ...logStoreFields,
});

interface RegisterVariables extends ServiceVariables, StoreVariables {
  readonly KURRENTDB_URL: string;
  readonly AFA_STREAM_PREFIX?: string | undefined;
}

/** How a process serves, where its data are, and the event log. */
export const registerSettings = (variables: RegisterVariables) => ({
  ...serviceSettings(variables),
  ...storeSettings(variables),
  kurrentUrl: variables.KURRENTDB_URL,
  streamPrefix: variables.AFA_STREAM_PREFIX,
});

/** For those who answer from the read models, or make them. */
export const readyLagField = {
  AFA_READY_LAG: count(0, 1_000_000_000)
    .default(10_000)
    .describe('Events by which the read models may be behind the relay before /readyz says no'),
};

const BROKERS = /^[^\s,:/]+:\d{1,5}(,[^\s,:/]+:\d{1,5})*$/;

export const topicField = {
  AFA_TOPIC: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{1,249}$/, 'takes 1 to 249 letters, digits, dots, dashes and underscores')
    .default('afa.events.v1')
    .describe('The topic to which the relay publishes'),
};

export const kafkaFields = {
  KAFKA_BROKERS: z
    .string()
    .regex(BROKERS, 'must be host:port, several separated by commas')
    .transform((text) => text.split(','))
    .describe('Kafka: host:port, several separated by commas'),
  KAFKA_TLS: flag
    .default(false)
    .describe('Whether the connections to Kafka are encrypted and its certificates checked'),
  KAFKA_CA_FILE: z
    .string()
    .optional()
    .describe('With KAFKA_TLS: the certificates, as PEM, that vouch for the brokers, where those of Node do not'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'must be plain, scram-sha-256 or scram-sha-512')
    .optional()
    .describe('How to log in to Kafka: plain, scram-sha-256 or scram-sha-512; without it nobody logs in'),
  KAFKA_USERNAME: z.string().min(1, 'must not be empty').optional().describe('With KAFKA_SASL_MECHANISM: who logs in'),
  KAFKA_PASSWORD_FILE: z
    .string()
    .optional()
    .describe('With KAFKA_SASL_MECHANISM: the file with the password, a single line that only this process may read'),
  ...topicField,
};

interface KafkaVariables {
  readonly KAFKA_BROKERS: readonly string[];
  readonly KAFKA_TLS: boolean;
  readonly KAFKA_CA_FILE?: string | undefined;
  readonly KAFKA_SASL_MECHANISM?: 'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined;
  readonly KAFKA_USERNAME?: string | undefined;
  readonly KAFKA_PASSWORD_FILE?: string | undefined;
  readonly AFA_TOPIC: string;
}

const hostOf = (broker: string): string => broker.slice(0, broker.lastIndexOf(':'));

/** For `superRefine`: which settings of Kafka make no sense, or no safety, without another one. */
export function checkKafka(variables: KafkaVariables, context: z.RefinementCtx): void {
  const { KAFKA_TLS: tls, KAFKA_SASL_MECHANISM: mechanism, KAFKA_BROKERS: brokers } = variables;
  const wrong = (name: keyof KafkaVariables, message: string): void =>
    void context.addIssue({ code: 'custom', path: [name], message });
  if (variables.KAFKA_CA_FILE !== undefined && !tls) wrong('KAFKA_CA_FILE', 'needs KAFKA_TLS=true');
  for (const name of ['KAFKA_USERNAME', 'KAFKA_PASSWORD_FILE'] as const) {
    if (mechanism && variables[name] === undefined) wrong(name, 'is needed with KAFKA_SASL_MECHANISM');
    if (!mechanism && variables[name] !== undefined) wrong(name, 'needs KAFKA_SASL_MECHANISM');
  }
  if (mechanism === 'plain' && !tls && !brokers.every((broker) => isLoopback(hostOf(broker))))
    wrong('KAFKA_SASL_MECHANISM', 'plain sends the password as it is: set KAFKA_TLS=true, or use scram-sha-512');
}

/** Where Kafka is and how to get in. */
export const kafkaSettings = (variables: KafkaVariables) => ({
  brokers: variables.KAFKA_BROKERS,
  tls: variables.KAFKA_TLS,
  caFile: variables.KAFKA_CA_FILE,
  login: variables.KAFKA_SASL_MECHANISM && {
    mechanism: variables.KAFKA_SASL_MECHANISM,
    username: variables.KAFKA_USERNAME!,
    passwordFile: variables.KAFKA_PASSWORD_FILE!,
  },
});

export type KafkaSettings = ReturnType<typeof kafkaSettings>;
