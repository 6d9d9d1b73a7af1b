import { BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type ProblemCode, ProblemError, replyWithProblem } from '#libs/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Gateway } from '../services.ts';
import { type GraphQLSocket, serveGraphQLSocket } from './socket.ts';
import { gatewayYoga } from './yoga.ts';

const refusals: Readonly<Record<number, ProblemCode>> = {
  405: 'method-not-allowed',
  406: 'not-acceptable',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

/** What the library refuses before it is GraphQL has no body; here it gets one. Null for everything that has an answer. */
function refusalOf({ status, headers }: Response): ProblemError | null {
  if (status < 400 || headers.get('content-type')?.includes('json')) return null;
  const kept = ['allow', 'accept'].flatMap((name) => (headers.has(name) ? [[name, headers.get(name)!]] : []));
  return new ProblemError(refusals[status] ?? 'malformed-request', {
    detail: 'GraphQL takes application/json with POST, or a query with GET.',
    headers: Object.fromEntries(kept) as Record<string, string>,
  });
}

/** Puts GraphQL beside Nest's routes on the same server. The body is left to the library, whose answers to bad ones are the specified. */
@Injectable()
export class GraphQLMount implements OnModuleInit, BeforeApplicationShutdown {
  readonly #host: HttpAdapterHost;
  readonly #gateway: Gateway;
  #socket: GraphQLSocket | null = null;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost, @Inject(Gateway) gateway: Gateway) {
    this.#host = host;
    this.#gateway = gateway;
  }

  async onModuleInit(): Promise<void> {
    const server = this.#host.httpAdapter.getInstance<FastifyInstance>();
    const yoga = gatewayYoga(this.#gateway);
    await server.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        '*',
        (_request: FastifyRequest, _payload: unknown, done: (error: Error | null) => void) => done(null),
      );
      scope.route({
        url: yoga.graphqlEndpoint,
        method: ['GET', 'POST', 'OPTIONS'],
        handler: async (req: FastifyRequest, reply: FastifyReply) => {
          const response = await yoga.handleNodeRequestAndResponse(req.raw, reply.raw, { req, reply });
          const refusal = refusalOf(response);
          // Nest's filters do not see a route of Fastify's own, so the problem is answered here.
          if (refusal) {
            replyWithProblem(refusal, req, reply, this.#gateway.parts.logger);
            return reply;
          }
          for (const [name, value] of response.headers) void reply.header(name, value);
          return reply.status(response.status).send(response.body ?? '');
        },
      });
    });
    this.#socket = serveGraphQLSocket(server.server, yoga, this.#gateway);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#socket?.close();
  }
}
