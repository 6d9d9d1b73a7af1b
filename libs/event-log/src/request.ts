import type { NewEvent } from '#libs/contracts';
import type { AppendRequest, ExpectedRevision } from './port.ts';

/** One event as it goes to storage: both JSON columns already as text, so that their size is known before they are queued. */
export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string;
}

export type Preparation =
  | { readonly kind: 'prepared'; readonly events: readonly PreparedEvent[] }
  | { readonly kind: 'refused'; readonly detail: string };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** `JSON.stringify` writes a surrogate as an escape only where it stands alone, and U+0000 always. */
const UNSTORABLE_IN_JSON = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;
const UNSTORABLE_IN_TEXT = /\0|\p{Surrogate}/u;
/** Four bytes a character at most: stays below the 2,704 bytes that one entry of a B-tree index can hold. */
const LONGEST_NAME = 500;
const LARGEST_VERSION = 2 ** 31 - 1;

/** Whether a stream whose last revision is `current` (null: no event) meets the expectation. */
export function meets(expected: ExpectedRevision, current: number | null): boolean {
  if (expected === 'any') return true;
  return expected === 'none' ? current === null : current === expected;
}

/**
 * Turns the encoded events of a request into their stored form, or says why no store can hold them.
 * Refusing here keeps one bad event from costing the whole batch it would have travelled in.
 */
export function prepare(request: AppendRequest, encoded: readonly NewEvent[]): Preparation {
  if (encoded.length === 0) return refused('an append needs at least one event');
  const name = nameFault(request.stream);
  if (name !== null) return refused(`stream name ${name}`);
  const events: PreparedEvent[] = [];
  for (const [index, event] of encoded.entries()) {
    const prepared = prepareEvent(event);
    if (typeof prepared === 'string') return refused(`event ${index}: ${prepared}`);
    events.push(prepared);
  }
  if (new Set(events.map((event) => event.id)).size < events.length) return refused('two events share one id');
  return { kind: 'prepared', events };
}

function prepareEvent(event: NewEvent): PreparedEvent | string {
  if (!UUID.test(event.id)) return 'the id is no lower-case UUID';
  const type = nameFault(event.type);
  if (type !== null) return `the type ${type}`;
  const version = event.schemaVersion;
  if (!Number.isInteger(version) || version < 1 || version > LARGEST_VERSION)
    return 'the schema version is no whole number from 1';
  const data = json(event.data);
  const metadata = json(event.metadata);
  if (data === null || metadata === null) return 'data or metadata is no JSON';
  if (isUnstorable(data) || isUnstorable(metadata)) {
    return 'data or metadata holds U+0000 or half of a surrogate pair';
  }
  return { id: event.id, type: event.type, schemaVersion: version, data, metadata };
}

/** Hardly any JSON text holds an escape at all, and finding none is quick. */
function isUnstorable(text: string): boolean {
  return text.includes('\\u') && UNSTORABLE_IN_JSON.test(text);
}

function nameFault(name: string): string | null {
  if (name.length === 0 || name.length > LONGEST_NAME) return `must have 1 to ${LONGEST_NAME} characters`;
  return UNSTORABLE_IN_TEXT.test(name) ? 'holds U+0000 or half of a surrogate pair' : null;
}

function json(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null; // a cycle, a BigInt, or nested too deep
  }
}

function refused(detail: string): Preparation {
  return { kind: 'refused', detail };
}
