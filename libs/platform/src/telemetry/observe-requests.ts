import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { setTrace } from '../http/trace.ts';
import { requestSpan, traceparentOf, within } from './spans.ts';

/** What is asked again and again by monitors tells nobody anything. */
const UNTOLD = new Set(['/livez', '/readyz', '/metrics']);

/**
 * A span for each request, below the caller's, and everything the request leads to below it. Where nobody records spans, or the caller asks
 * for none, requests keep the trace they have anyway.
 */
export function traceRequests(server: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    if (UNTOLD.has(route)) return done();
    const { traceparent } = request.headers;
    const span = requestSpan(`${request.method} ${route}`, typeof traceparent === 'string' ? traceparent : undefined);
    if (!span.isRecording()) return done();
    const { traceId } = span.spanContext();
    setTrace(request, { traceId, traceparent: traceparentOf(span.spanContext()) });
    span.setAttributes({ 'http.request.method': request.method, 'http.route': route });
    spans.set(request, span);
    within(span, done);
  });
  // A body arrives on its connection, which belongs to no request: behind it the request's span is taken up again.
  server.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) within(span, done);
    else done();
  });
  server.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request);
    if (!span) return;
    span.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
}
