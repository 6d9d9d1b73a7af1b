import type { FastifyRequest } from 'fastify';
import { badRequest, filtersOf, type ListName, type RawQuestion } from '#libs/queries';

/** The query parameters of a request: each known, each given once. @throws QueryProblem 400 naming the first that is not */
export function parametersOf<Name extends string>(
  request: FastifyRequest,
  known: readonly Name[],
): Partial<Record<Name, string>> {
  const query = request.query as Record<string, string | string[]>;
  for (const [name, value] of Object.entries(query)) {
    if (!(known as readonly string[]).includes(name))
      throw badRequest(
        'unknown-parameter',
        name,
        `There is no parameter ${JSON.stringify(name)}; known: ${known.join(', ')}.`,
      );
    if (Array.isArray(value)) throw badRequest('parameter-repeated', name, `${name} is given more than once.`);
  }
  return query as Partial<Record<Name, string>>;
}

/** What narrows every answer to a state of the register. */
export const stateParameters = ['asOf', 'minPosition', 'token'] as const;

export const listParameters = (list: ListName) =>
  [...filtersOf(list), 'on', 'cursor', 'limit', ...stateParameters] as const;
export const searchParameters = ['name', 'limit', ...stateParameters] as const;
export const itemParameters = ['on', ...stateParameters] as const;

export type ListParameters = RawQuestion & { minPosition?: string; token?: string };

const WAIT = /(?:^|[,;\s])wait=(\d{1,4})(?=$|[,;\s])/;
/** A client that waits longer than this in one request had better ask again. */
export const LONGEST_WAIT = 30;

/** Seconds of `Prefer: wait=N` (RFC 7240), at most 30; undefined without it. */
export function preferredWait(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header.join(', ') : header;
  const seconds = text === undefined ? undefined : WAIT.exec(text)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_WAIT);
}
