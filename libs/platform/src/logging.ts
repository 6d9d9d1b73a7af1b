import type { LoggerService } from '@nestjs/common';
import type { DestinationStream, Logger as PinoLogger, LoggerOptions } from 'pino';
import { pino } from 'pino';
import { prettyFactory } from 'pino-pretty';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
export type LogFormat = 'json' | 'pretty';

const SECRET_KEYS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'adminUrl',
  'databaseUrl',
  'DATABASE_URL',
  'privateKey',
];
const secretPaths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** Wherever in a line a secret turns up by its form: in a message, a stack, a key nobody thought of. */
const SECRET_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@"\\]+):[^\s@"\\]+@/gi, '$1:[hidden]@'],
  [/\b(bearer)\s+[\w~+/.=-]+/gi, '$1 [hidden]'],
  [/\bafa_[\w-]{20,}/g, '[hidden]'],
];

const scrub = (line: string): string => SECRET_FORMS.reduce((text, [form, cover]) => text.replace(form, cover), line);

/**
 * What may be said of an error. Messages of PostgreSQL quote values (`invalid input syntax for type uuid: "…"`) and those of schemas what was sent,
 * and values may be personal: of these only codes and names are kept.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, table, constraint, routine, issues } = error as Error & Record<string, unknown>;
  const frames = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
  const base = { type: error.name, ...(code !== undefined && { code }), stack: frames };
  if (typeof routine === 'string') return { ...base, table, constraint, routine };
  if (Array.isArray(issues))
    return {
      ...base,
      issues: issues.map(({ code: rule, path }: { code?: unknown; path?: unknown }) => ({ rule, path })),
    };
  return { ...base, message: error.message, ...(error.cause !== undefined && { cause: describeError(error.cause) }) };
}

export interface LoggingOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Default: standard output. */
  readonly stream?: DestinationStream;
  readonly colour?: boolean;
}

/** One JSON object a line, or one readable line. Secrets are covered in both; personal data must never be handed in. */
export function createLogger({ level, format, stream, colour = process.stdout.isTTY }: LoggingOptions): PinoLogger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
    redact: { paths: secretPaths, censor: '[hidden]' },
    hooks: { streamWrite: scrub },
  };
  const target = stream ?? pino.destination({ dest: 1, sync: true });
  if (format === 'json') return pino(options, target);
  // Written in place, not through pino-pretty's stream: what is logged just before the process ends is seen.
  const readable = prettyFactory({ colorize: colour, translateTime: 'SYS:HH:MM:ss', singleLine: true });
  return pino(options, { write: (line) => void target.write(readable(line)) });
}

/** Nest passes the context (a class name) last, and for errors a stack before it. */
function take(rest: readonly unknown[]): { context?: unknown; stack?: unknown } {
  const words = rest.filter((value) => typeof value === 'string');
  const stack = words.find((word) => word.includes('\n    at '));
  const context = words.findLast((word) => word !== stack);
  return { ...(context && { context }), ...(stack && { stack: stack.split('\n').slice(1).join('\n') }) };
}

/** Our logger as Nest's: `NestFactory.create(module, adapter, { logger: nestLogger(logger) })`. Nest's start-up chatter goes to `debug`. */
export function nestLogger(logger: PinoLogger): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error' | 'fatal' | 'trace') =>
    (message: unknown, ...rest: unknown[]): void => {
      if (message instanceof Error) logger[level]({ ...take(rest), err: message }, 'Error');
      else logger[level](take(rest), typeof message === 'string' ? message : JSON.stringify(message));
    };
  return {
    log: write('debug'),
    debug: write('debug'),
    verbose: write('trace'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}
