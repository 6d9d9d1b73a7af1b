import { codeOf } from '../error.ts';
import type { ProblemCode, ProblemOptions } from './problem.ts';
import { ProblemError, problemTypes } from './problem.ts';
import type { SchemaIssue } from './validation.ts';
import { validationError } from './validation.ts';

/** `expected` is false for what nobody foresaw: it is answered without a word about the cause, and must be logged. */
export interface Answer {
  readonly error: ProblemError;
  readonly expected: boolean;
}

const expected = (code: ProblemCode, options: ProblemOptions & { headers?: Record<string, string> } = {}): Answer => ({
  error: new ProblemError(code, options),
  expected: true,
});

const unavailable = (detail: string): Answer => expected('unavailable', { detail, headers: { 'retry-after': '1' } });

/** Known by name, not by class: the platform imports no other library. */
const UNAVAILABLE_NAMES = new Set(['EventLogUnavailable', 'EventLogFenced']);

/** PostgreSQL (SQLSTATE) and Node, where the database is away, full or shutting down; class 08 is connection trouble. */
const UNAVAILABLE_CODES = /^(08...|53...|57P0[1-4]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;
const UNAVAILABLE_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;
const QUERY_CANCELED = '57014';

function databaseAnswer(error: unknown): Answer | undefined {
  const message = error instanceof Error ? error.message : '';
  if (UNAVAILABLE_NAMES.has((error as Error | null)?.name ?? ''))
    return unavailable('The event log cannot be reached; nothing is lost, try again.');
  if ((error as Error | null)?.name === 'NothingServes')
    return unavailable('The read models are being built; ask again.');
  if (codeOf(error) === QUERY_CANCELED) return unavailable('The query took too long; ask for less.');
  if (UNAVAILABLE_CODES.test(codeOf(error) ?? '') || UNAVAILABLE_MESSAGES.test(message)) {
    return unavailable('The database cannot be reached; try again.');
  }
  return undefined;
}

const codeByStatus = new Map<number, ProblemCode>(
  (Object.keys(problemTypes) as ProblemCode[]).reverse().map((code) => [problemTypes[code].status, code]),
);

/** Nest's HttpException and Fastify's errors both know their status. Texts of 5xx may tell about our insides, so they stay here. */
function statusOf(error: unknown): number | undefined {
  const { statusCode, getStatus } = (error ?? {}) as { statusCode?: unknown; getStatus?: () => unknown };
  const status = typeof getStatus === 'function' ? getStatus.call(error) : statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function statusAnswer(error: unknown): Answer | undefined {
  const status = statusOf(error);
  if (status === undefined) return undefined;
  // The parser's own words quote the body, which may hold personal data.
  if (error instanceof SyntaxError || codeOf(error)?.includes('JSON_BODY')) {
    return expected('malformed-request', { detail: 'The body is not valid JSON.' });
  }
  const code = codeByStatus.get(status) ?? 'malformed-request';
  const detail = code === 'not-found' ? 'No resource has this address.' : (error as Error).message;
  return expected(code, { detail });
}

function schemaAnswer(error: unknown): Answer | undefined {
  const { name, issues } = (error ?? {}) as { name?: unknown; issues?: unknown };
  if (typeof name !== 'string' || !name.endsWith('ZodError') || !Array.isArray(issues)) return undefined;
  // Input is parsed with `validated`; a bare ZodError may as well be our own data, so it is logged.
  return { error: validationError(issues as SchemaIssue[], '', error), expected: false };
}

/** Turns whatever was thrown into the problem to answer with; nothing else of the error reaches the caller. */
export function problemOf(error: unknown): Answer {
  if (error instanceof ProblemError)
    return { error, expected: error.problem.status < 500 || error.problem.status === 503 };
  const known = databaseAnswer(error) ?? schemaAnswer(error) ?? statusAnswer(error);
  return known ?? { error: new ProblemError('internal', { cause: error }), expected: false };
}
