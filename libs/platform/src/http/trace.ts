import { randomBytes } from 'node:crypto';

/** The trace a request belongs to. `traceparent` names our own span, so that what we cause hangs below it. */
export interface Trace {
  readonly traceId: string;
  readonly traceparent: string;
}

interface WithHeaders {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header: later versions may append fields, version 00 may not. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;

/** By the headers object, which a request keeps whatever wraps it: the same request always gets the same trace. */
const traces = new WeakMap<object, Trace>();

function makeTrace(header: unknown): Trace {
  const match = typeof header === 'string' ? TRACEPARENT.exec(header) : null;
  const usable = match && !(match[1] === '00' && match[4] !== undefined);
  const traceId = usable ? String(match[2]) : randomBytes(16).toString('hex');
  const flags = usable ? String(match[3]) : '01';
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}` };
}

/** Gives a request the trace of the span that was begun for it; before anybody has asked for it. */
export const setTrace = (request: WithHeaders, trace: Trace): void => void traces.set(request.headers, trace);

/** The trace of a request: continued from its `traceparent` header if that is valid, else a new one. */
export function traceOf(request: WithHeaders): Trace {
  const known = traces.get(request.headers);
  if (known) return known;
  const trace = makeTrace(request.headers['traceparent']);
  traces.set(request.headers, trace);
  return trace;
}
