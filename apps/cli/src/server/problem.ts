import { type ExitReason, Failure } from '../failure.ts';

/** An answer of the server that says no (RFC 9457), as far as it is shown. */
export interface ProblemDetails {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly errors?: readonly Breach[];
  readonly currentRevision?: number | null;
  readonly traceId?: string;
}

/** One thing that is wrong: where, against which rule. */
export interface Breach {
  readonly pointer: string;
  readonly rule: string;
  readonly detail: string;
}

/** By HTTP status: what is malformed was given wrongly; every other refusal is a failure of the command. */
const reasons: Readonly<Record<number, ExitReason>> = {
  400: 'usage',
  404: 'notFound',
  409: 'conflict',
  412: 'conflict',
  408: 'unavailable',
  429: 'unavailable',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** `claim.evidence[0].source: unknown-reference (the register holds no source …)` */
export function breachLine({ pointer, rule, detail }: Breach): string {
  const where = fieldOf(pointer);
  return `${where === '' ? '' : `${where}: `}${rule} (${detail})`;
}

/** A JSON pointer as people write fields. */
export const fieldOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '') ||
  pointer.replace(/^\//, '');

/** A breach of a field of the body needs its name; of anything else the detail says all. */
const isOfField = ({ pointer }: Breach): boolean => pointer.startsWith('/') && !pointer.startsWith('/headers/');

function reasonOf(problem: ProblemDetails, status: number): ExitReason {
  const reused = (problem.errors ?? []).some(({ rule }) => rule === 'command-id-reused');
  return reused ? 'conflict' : (reasons[status] ?? 'failure');
}

/** What an answer that is no success means for the command. */
export function failureOf(problem: ProblemDetails, status: number): Failure {
  const { errors = [], title, detail, currentRevision } = problem;
  const fields = errors.some(isOfField);
  const hint =
    status === 401 ? ['afa token shows the token of this data directory; give it with --token or AFA_TOKEN.'] : [];
  const revision = typeof currentRevision === 'number' ? [`The stream is at revision ${currentRevision}.`] : [];
  const sentence = (fields ? title : (detail ?? errors[0]?.detail ?? title)) ?? `the server answered ${status}`;
  return new Failure(reasonOf(problem, status), sentence, {
    details: [...(fields ? errors.map(breachLine) : []), ...revision, ...hint],
    json: problem,
  });
}
