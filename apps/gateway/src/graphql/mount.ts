import { BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Gateway } from '../services.ts';
import { type GraphQLSocket, serveGraphQLSocket } from './socket.ts';
import { gatewayYoga } from './yoga.ts';

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
