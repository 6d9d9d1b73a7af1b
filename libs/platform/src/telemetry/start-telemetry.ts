import type { NodeTracerConfig, ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/** Where spans go: to a collector over OTLP, as lines of JSON on standard error, or nowhere. */
export type Traces = 'otlp' | 'console' | 'none';

type Resource = NonNullable<NodeTracerConfig['resource']>;

/** Which process the spans are of. */
function resourceOf(service: string): Resource {
  const attributes = { 'service.name': service, 'service.namespace': 'all-for-all' };
  const resource: Resource = {
    attributes,
    merge: (other) => (other ? { ...resource, attributes: { ...attributes, ...other.attributes } } : resource),
    getRawAttributes: () => Object.entries(attributes),
  };
  return resource;
}

function lineOf(service: string, span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  return JSON.stringify({
    span: span.name,
    service,
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? null,
    attributes: span.attributes,
    status: span.status,
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
  });
}

/** One line for each span, for trying out and for tests. */
function lines(service: string): SpanExporter {
  return {
    export(spans, done) {
      for (const span of spans) process.stderr.write(`${lineOf(service, span)}\n`);
      done({ code: 0 });
    },
    shutdown: async () => undefined,
  };
}

/**
 * Begins to record spans under the name of the process. What records them is loaded here and only where somebody wants them.
 * @returns what sends the last ones and ends it
 */
export async function startTelemetry(service: string, traces: Traces): Promise<() => Promise<void>> {
  if (traces === 'none') return async () => undefined;
  const { BatchSpanProcessor, NodeTracerProvider, SimpleSpanProcessor } = await import('@opentelemetry/sdk-trace-node');
  const processor =
    traces === 'console'
      ? new SimpleSpanProcessor(lines(service))
      : new BatchSpanProcessor(new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter());
  const provider = new NodeTracerProvider({ resource: resourceOf(service), spanProcessors: [processor] });
  provider.register();
  return () => provider.shutdown();
}
