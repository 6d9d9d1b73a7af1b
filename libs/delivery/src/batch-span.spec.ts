import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { RecordedEvent } from '#libs/contracts';
import { inBatchSpan } from './batch-span.ts';

const spans = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });

const id = '00000000-0000-4000-8000-000000000001';
const event = (position: number, traceparent?: string): RecordedEvent => ({
  id,
  type: 'Noted',
  schemaVersion: 1,
  stream: 'source-1',
  revision: position,
  position: String(position),
  recordedAt: '2026-01-01T00:00:00.000Z',
  data: {},
  metadata: { actor: 'editor', commandId: id, correlationId: id, causationId: id, ...(traceparent && { traceparent }) },
});
const traceparent = (digit: string): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;

describe('the span of a batch', () => {
  beforeAll(() => provider.register());
  beforeEach(() => spans.reset());
  afterAll(async () => {
    await provider.shutdown();
    trace.disable();
  });

  it('links each request that its events come from once', async () => {
    const events = [event(1, traceparent('a')), event(2, traceparent('a')), event(3), event(4, traceparent('b'))];
    expect(await inBatchSpan('apply', events, { 'afa.events': 4 }, async () => 'done')).toBe('done');
    const [span] = spans.getFinishedSpans();
    expect(span).toMatchObject({ name: 'apply', attributes: { 'afa.events': 4 } });
    expect(span!.links.map(({ context, attributes }) => [context.traceId[0], attributes])).toEqual([
      ['a', { 'afa.stream': 'source-1', 'afa.position': '1' }],
      ['b', { 'afa.stream': 'source-1', 'afa.position': '4' }],
    ]);
  });

  it('passes over what is no traceparent', async () => {
    await inBatchSpan('apply', [event(1, 'nonsense'), event(2, '00-zz-zz-01')], {}, async () => null);
    expect(spans.getFinishedSpans()[0]!.links).toEqual([]);
  });

  it('says that the work failed, and nothing of what failed', async () => {
    const failing = inBatchSpan('apply', [event(1)], {}, () => Promise.reject(new RangeError('a name in danger')));
    await expect(failing).rejects.toThrow('a name in danger');
    expect(spans.getFinishedSpans()[0]!.status).toEqual({ code: SpanStatusCode.ERROR, message: 'RangeError' });
  });
});
