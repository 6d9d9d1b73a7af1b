/** What two logs of the same events cannot have in common: places, times, what is made of them, and the number of a request's trace. */
const OWN = new Set(['position', 'recordedAt', 'next', 'traceId', 'digest']);
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;

/** Covered, not left out: that something is there, or is null, is the same in both. */
const covered = (key: string, value: unknown): unknown =>
  value === null || (key !== 'digest' && typeof value === 'object') ? withoutOwn(value) : `(${key})`;

function withoutOwn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOwn);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, OWN.has(key) ? covered(key, inner) : withoutOwn(inner)]),
  );
}

const parsed = (text: string): unknown => withoutOwn(JSON.parse(text));

/** The body of an answer without what two profiles cannot have in common. */
export function comparable(type: string, text: string): unknown {
  if (type.includes('ndjson') || type.includes('jsonl')) return text.trim().split('\n').filter(Boolean).map(parsed);
  if (type.includes('json')) return parsed(text);
  return text.replaceAll(INSTANT, '(instant)');
}
