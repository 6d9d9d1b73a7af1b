import { createYoga } from 'graphql-yoga';
import { traceOf } from '#libs/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Gateway } from '../services.ts';
import { contextOf } from './context.ts';
import { executionError } from './errors.ts';
import { compiling, cost, parsing, telling, validation } from './plugins.ts';
import { graphqlSchema } from './schema.ts';

/** What the server hands over with a request: over HTTP Fastify's pair, over WebSocket what its upgrade carried. */
export interface ServerContext {
  readonly req?: FastifyRequest;
  readonly reply?: FastifyReply;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

const BODY_LIMIT = 16 * 1_048_576;
const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** The GraphQL server. Its HTTP layer is the library's own, so that it stays within the specification. */
export function gatewayYoga(gateway: Gateway) {
  const { logger } = gateway.parts;
  return createYoga<ServerContext>({
    schema: graphqlSchema(),
    graphqlEndpoint: '/graphql',
    // The page of the library loads scripts from elsewhere.
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    maxRequestBodySize: BODY_LIMIT,
    logging: false,
    context: ({ req, headers = req?.headers ?? {} }) => {
      const trace = traceOf({ headers });
      return contextOf(gateway, {
        trace,
        authorization: one(headers['authorization']),
        prefer: one(headers['prefer']),
      });
    },
    maskedErrors: {
      maskError: (error) => executionError(error, undefined, logger),
    },
    plugins: [parsing, validation, compiling(), cost, telling(logger)],
  });
}
