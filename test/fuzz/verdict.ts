import type { Reply } from './exchange.ts';
import type { FuzzRequest } from './request.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

const parse = (text: string): Loose => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Asked for a state that is still to come, the register says that it is not there yet: the one 503 that a healthy one gives. */
const isStale = (problem: Loose, asked: string): boolean =>
  problem?.errors?.some(({ rule }: Loose) => rule === 'stale') && /minPosition|token|asOf/.test(asked);

function problemWrong(problem: Loose, asked: string): string | null {
  if (!problem || typeof problem !== 'object') return 'is no problem';
  const { type, title, status, traceId } = problem;
  if (typeof type !== 'string' || !type.startsWith('/problems/') || typeof title !== 'string')
    return 'has no type or title';
  if (!Number.isInteger(status) || status < 400) return `has the status ${status}`;
  if (traceId !== undefined && !/^[0-9a-f]{32}$/.test(traceId)) return `has the trace ${traceId}`;
  return status >= 500 && !isStale(problem, asked) ? `is ${status}` : null;
}

function graphqlWrong({ status, text }: Reply, asked: string): string | null {
  const body = parse(text);
  if (body === undefined) return `status ${status} without JSON`;
  if (status >= 400 && !body.errors) return `status ${status} without errors`;
  const wrong = (body.errors ?? [])
    .map(({ extensions }: Loose) => problemWrong(extensions?.problem, asked))
    .find(Boolean);
  return wrong ? `an error of it ${wrong}` : null;
}

/** What is wrong with an answer; null where nothing is. */
export function verdictOn(request: FuzzRequest, reply: Reply): string | null {
  const { status, type, text } = reply;
  const asked = `${request.path} ${request.body ?? ''}`;
  if (status < 200) return `status ${status}`;
  if (request.method === 'HEAD' || status === 304) return status >= 500 ? `status ${status}` : null;
  if (/^application\/(graphql-response\+)?json/.test(type) && request.path.startsWith('/graphql'))
    return graphqlWrong(reply, asked);
  if (status < 400) return null;
  if (!type.startsWith('application/problem+json')) return `status ${status} as ${type || 'nothing'}`;
  const problem = parse(text);
  if (problem?.status !== status) return `a problem of status ${problem?.status}, answered as ${status}`;
  if (typeof problem.traceId !== 'string') return 'a problem without trace';
  const wrong = problemWrong(problem, asked);
  return wrong ? `a problem that ${wrong}` : null;
}

/** One event that an answer says was written. */
export interface Told {
  readonly id: string;
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
}

const toldBy = (answer: Loose): Told[] =>
  answer?.dryRun || !Array.isArray(answer?.events)
    ? []
    : answer.events.map(({ id, position, revision }: Loose) => ({ id, position, revision, stream: answer.stream }));

/** The events that an answer says are in the log; each accepted command tells its own, a repeated one tells them again. */
export function toldIn({ path }: FuzzRequest, { status, type, text }: Reply): Told[] {
  if (path.startsWith('/v1/commands/') && status === 201) return toldBy(parse(text));
  if (path.startsWith('/graphql') && text.includes('"events"'))
    return Object.values(parse(text)?.data ?? {}).flatMap(toldBy);
  if (!path.startsWith('/v1/imports') || !type.startsWith('application/x-ndjson') || path.includes('dryRun=true'))
    return [];
  const messages = text.trim().split('\n').map(parse);
  return messages.filter((message) => message?.kind === 'accepted').flatMap(({ answer }) => toldBy(answer));
}
