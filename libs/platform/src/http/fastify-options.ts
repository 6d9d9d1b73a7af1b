import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyServerOptions } from 'fastify';

import type { Logger } from '../logger.ts';
import type { ProblemCode } from './problem.ts';
import { problem } from './problem.ts';
import { PROBLEM_MEDIA_TYPE, replyWithProblem } from './problem-filter.ts';
import { securityHeaders } from './security-headers.ts';
import { traceOf } from './trace.ts';

const CLIENT_ERRORS: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** What cannot be read as HTTP at all reaches no route: the answer is written on the bare connection. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const details = {
    ...problem(CLIENT_ERRORS[error.code ?? ''] ?? 'malformed-request'),
    traceId: traceOf({ headers: {} }).traceId,
  };
  const body = JSON.stringify(details);
  const headers = {
    ...securityHeaders,
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${details.status} ${STATUS_CODES[details.status]}`, ...lines, '', body].join('\r\n'));
}

export interface HttpLimits {
  /** Bytes of a body; default 1 MiB, as in Fastify. */
  readonly bodyLimit?: number;
}

/** Options for `new FastifyAdapter(…)`, so that also addresses and requests that Fastify refuses by itself are answered with a problem. */
export function fastifyOptions(logger: Logger, { bodyLimit = 1_048_576 }: HttpLimits = {}): FastifyServerOptions {
  return {
    bodyLimit,
    // Behind a proxy the operator's proxy is trusted by nothing here: no rule depends on the caller's address.
    trustProxy: false,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => replyWithProblem(error, request, reply, logger),
  };
}
