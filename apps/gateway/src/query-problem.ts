import { type ProblemCode, ProblemError } from '#libs/platform';
import { QueryProblem, type QueryProblemKind } from '#libs/queries';

const codes: Record<QueryProblemKind, ProblemCode> = {
  'bad-request': 'malformed-request',
  'not-found': 'not-found',
  stale: 'unavailable',
};

/** The problem of a question without an answer; other errors are passed on as they are. `stale` is a 503 to be asked again. */
export function asProblem(error: unknown): unknown {
  if (!(error instanceof QueryProblem)) return error;
  const { kind, rule, parameter, message } = error;
  const pointer = parameter === null ? '' : `?${parameter}`;
  return new ProblemError(codes[kind], {
    detail: message,
    errors: [{ pointer, rule, detail: message }],
    ...(kind === 'stale' && { headers: { 'retry-after': '1' } }),
    cause: error,
  });
}

/** Runs what asks questions, with its problems as those of HTTP. */
export async function answering<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw asProblem(error);
  }
}
