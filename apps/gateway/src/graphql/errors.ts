import { type Logger, type ProblemCode, problem, problemDetails, type Trace } from '#libs/platform';
import { GraphQLError } from 'graphql';

/** Suggestions name fields that were not asked for, and cost time on long names. */
const SUGGESTION = / ?Did you mean .+\?$/s;

const plain = (message: string): string => message.replace(SUGGESTION, '');

/** A problem as an error of GraphQL: the same document as REST's, under `extensions.problem`. */
function asGraphQL(error: GraphQLError, details: { readonly type: string; readonly detail?: string }): GraphQLError {
  const { nodes, source, positions, path, locations } = error;
  const code = details.type.slice(details.type.lastIndexOf('/') + 1);
  const made = new GraphQLError(details.detail ?? 'The request failed.', {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions: { code, problem: details },
  });
  if (!made.locations && locations) Object.defineProperty(made, 'locations', { value: locations, enumerable: true });
  return made;
}

/** An error of the document itself (it cannot be parsed, is not valid, asks for too much). */
export const documentError = (error: GraphQLError, code: ProblemCode = 'malformed-request'): GraphQLError =>
  asGraphQL(error, problem(code, { detail: plain(error.message) }));

/** The library's own refusals of a request say what to answer over HTTP; it must find them as it made them. */
function withProblem(error: GraphQLError): GraphQLError {
  const details = problem('malformed-request', { detail: plain(error.message) });
  const { originalError } = error.extensions as { originalError?: { name?: string } };
  // Its message quotes the body, which may hold personal data; that there is one decides about the status.
  if (originalError) error.extensions['originalError'] = { name: originalError.name };
  Object.assign(error.extensions, { code: 'malformed-request', problem: details });
  return error;
}

/**
 * What a resolver threw, as the client is told: our problems as they are, everything else without a word about the cause.
 * Errors of coercion (a variable of the wrong type) are made by the engine and belong to the client.
 */
export function executionError(error: unknown, trace: Trace | undefined, logger: Logger): GraphQLError {
  const known = error instanceof GraphQLError ? error : null;
  // The compiler's errors have no extensions where there is nothing to extend.
  const extensions = known?.extensions ?? {};
  if (known && 'problem' in extensions) return known;
  if (known && 'http' in extensions) return withProblem(known);
  const cause = known ? known.originalError : error;
  if (known && (cause === null || cause === undefined || cause instanceof GraphQLError)) return documentError(known, 'validation-failed');
  const details = problemDetails(cause, trace?.traceId ?? '', logger);
  const place = known ?? new GraphQLError('', { originalError: error as Error });
  return asGraphQL(place, { ...details, detail: details.detail ?? details.title });
}
