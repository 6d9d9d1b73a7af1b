import { type Attributes, type Link, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { RecordedEvent } from '#libs/contracts';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** A span that links more than this tells nobody anything. */
const MOST_LINKS = 128;

/** The requests that the events come from. A batch has many causes, so they are links and not its parent. */
function linksOf(events: readonly RecordedEvent[]): Link[] {
  const causes = new Map<string, Link>();
  for (const { metadata, stream, position } of events) {
    const { traceparent } = metadata;
    const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
    if (!traceparent || !traceId || !spanId || causes.has(traceparent) || causes.size === MOST_LINKS) continue;
    const traceFlags = flags === '00' ? TraceFlags.NONE : TraceFlags.SAMPLED;
    const attributes = { 'afa.stream': stream, 'afa.position': position };
    causes.set(traceparent, { context: { traceId, spanId, traceFlags, isRemote: true }, attributes });
  }
  return [...causes.values()];
}

/**
 * Does the work in a span of its own that links the requests its events come from, so that one trace leads from the request to the row.
 * Costs nothing where nobody records spans. Attributes never hold personal data.
 */
export async function inBatchSpan<Result>(
  name: string,
  events: readonly RecordedEvent[],
  attributes: Attributes,
  work: () => Promise<Result>,
): Promise<Result> {
  const tracer = trace.getTracer('all-for-all');
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    if (span.isRecording()) span.addLinks(linksOf(events));
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'failure' });
      throw error;
    } finally {
      span.end();
    }
  });
}
