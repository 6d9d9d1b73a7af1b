import { type Logger, type ProblemCode, problem, problemDetails, type Trace } from '#libs/platform';
import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

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

/** The compiler's errors have no extensions where there is nothing to extend. */
const has = (error: GraphQLError, extension: string): boolean =>
  extension in ((error.extensions as GraphQLErrorExtensions | undefined) ?? {});

/** Errors of coercion (a variable of the wrong type) are made by the engine, and belong to the client. */
const isOfTheEngine = ({ originalError }: GraphQLError): boolean =>
  originalError === null || originalError === undefined || originalError instanceof GraphQLError;

/** What a resolver threw, as the client is told: our problems as they are, everything else without a word about the cause. */
function thrown(error: unknown, place: GraphQLError, trace: Trace | undefined, logger: Logger): GraphQLError {
  const details = problemDetails(error, trace?.traceId ?? '', logger);
  return asGraphQL(place, { ...details, detail: details.detail ?? details.title });
}

/** Any error of an execution as the client is told. */
export function executionError(error: unknown, trace: Trace | undefined, logger: Logger): GraphQLError {
  if (!(error instanceof GraphQLError))
    return thrown(error, new GraphQLError('', { originalError: error as Error }), trace, logger);
  if (has(error, 'problem')) return error;
  if (has(error, 'http')) return withProblem(error);
  return isOfTheEngine(error)
    ? documentError(error, 'validation-failed')
    : thrown(error.originalError, error, trace, logger);
}
