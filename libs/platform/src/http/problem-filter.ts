import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Logger } from '../logger.ts';
import type { ProblemDetails } from './problem.ts';
import type { Answer } from './problem-of.ts';
import { problemOf } from './problem-of.ts';
import { securityHeaders } from './security-headers.ts';
import { traceOf } from './trace.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

function report({ error, expected }: Answer, traceId: string, logger: Logger): void {
  const { status, detail } = error.problem;
  if (!expected) logger.error({ err: error.cause ?? error, traceId }, 'A request failed unexpectedly');
  else if (status >= 500) logger.warn({ traceId, detail }, 'A request could not be served');
}

/** What `error` is answered with on other transports than plain HTTP (GraphQL's `extensions.problem`, an SSE `error` event). Logs what nobody foresaw. */
export function problemDetails(error: unknown, traceId: string, logger: Logger): ProblemDetails {
  const answer = problemOf(error);
  report(answer, traceId, logger);
  return { ...answer.error.problem, traceId };
}

/** Answers with problem+json. An answer already under way (a stream) cannot be changed any more: it is cut off, which the client notices. */
export function replyWithProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const { traceId, traceparent } = traceOf(request);
  const answer = problemOf(error);
  report(answer, traceId, logger);
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const details: ProblemDetails = { ...answer.error.problem, traceId };
  void reply
    .status(details.status)
    .headers({ ...securityHeaders, 'cache-control': 'no-store', traceparent, ...answer.error.headers })
    .type(PROBLEM_MEDIA_TYPE)
    // Serialised here: a route's response schema must not drop members of a problem.
    .send(JSON.stringify(details));
}

/** The one place where errors of routes, pipes, guards and unknown addresses become answers: `app.useGlobalFilters(new ProblemFilter(logger))`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    replyWithProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.#logger);
  }
}
