/** One thing wrong with a request: where (a JSON pointer into the body, or `?name` for a query parameter), which rule, and a sentence. */
export interface ProblemPart {
  readonly pointer: string;
  readonly rule: string;
  readonly detail: string;
}

/** RFC 9457 without the trace; further members are extensions, such as the `current` revision of a 412. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly ProblemPart[];
  readonly [extension: string]: unknown;
}

/** RFC 9457, as answered with `application/problem+json` and in GraphQL's `extensions.problem`. */
export interface ProblemDetails extends Problem {
  /** W3C trace id: the caller's from `traceparent`, else made here; the log lines of the request carry it. */
  readonly traceId: string;
}

/** Every problem the interface can answer with. Codes are public and stay; `type` is `/problems/<code>`. */
export const problemTypes = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'validation-failed': { status: 400, title: 'The request is not of the expected form' },
  unauthenticated: { status: 401, title: 'A valid bearer token is needed' },
  forbidden: { status: 403, title: 'The token does not allow this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'The resource does not know this method' },
  'not-acceptable': { status: 406, title: 'No answer of an accepted media type exists' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The request conflicts with another one' },
  gone: { status: 410, title: 'This is no longer available' },
  'revision-mismatch': { status: 412, title: 'The stream has another revision' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'The media type of the body is not supported' },
  'rule-violated': { status: 422, title: 'A rule of the domain forbids this' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'The register cannot answer right now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemTypes;

export interface ProblemOptions {
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly ProblemPart[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Builds a problem of a known type. */
export function problem(code: ProblemCode, options: ProblemOptions = {}): Problem {
  const { extensions, ...members } = options;
  return { type: `/problems/${code}`, ...problemTypes[code], ...members, ...extensions };
}

/** A problem to be thrown where the answer is decided deep inside; `headers` go with the answer (`Retry-After`, `WWW-Authenticate`). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    options: ProblemOptions & { headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    const { headers = {}, cause, ...rest } = options;
    const made = problem(code, rest);
    super(made.detail ?? made.title, { cause });
    this.problem = made;
    this.headers = headers;
  }
}
