import { type DynamicModule, Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import httpProxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy';
import { type Logger, ProblemError, replyWithProblem, traceOf } from '#libs/platform';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** An import of a whole year, or a rebuild, is silent for long; whether the other side lives is told by its connection. */
const UNDICI = { connections: 64, pipelining: 1, headersTimeout: 120_000, bodyTimeout: 0 } as const;

/** Addresses that another process answers. */
export interface Passage {
  readonly prefix: string;
  readonly methods: readonly ('GET' | 'POST')[];
  readonly upstream: string;
  /** Who that is, for the problem that tells it is away. */
  readonly name: string;
}

export abstract class Passages {
  abstract readonly all: readonly Passage[];
  abstract readonly logger: Logger;
}

/** The two processes whose addresses the front door shows as its own. */
export const passagesTo = ({
  commandApiUrl,
  projectorUrl,
}: {
  commandApiUrl: string;
  projectorUrl: string;
}): Passage[] => [
  { prefix: '/v1/commands', methods: ['POST'], upstream: commandApiUrl, name: 'The command side' },
  { prefix: '/v1/imports', methods: ['POST'], upstream: commandApiUrl, name: 'The command side' },
  { prefix: '/v1/operations', methods: ['GET', 'POST'], upstream: projectorUrl, name: 'The projector' },
];

const away = (name: string, cause: unknown): ProblemError =>
  new ProblemError('unavailable', {
    detail: `${name} cannot be reached; try again.`,
    headers: { 'retry-after': '2' },
    cause,
  });

function optionsOf({ prefix, methods, upstream, name }: Passage, logger: Logger): FastifyHttpProxyOptions {
  return {
    upstream,
    prefix,
    rewritePrefix: prefix,
    httpMethods: [...methods],
    undici: UNDICI,
    destroyAgent: true,
    disableRequestLogging: true,
    replyOptions: {
      rewriteRequestHeaders: (request, { expect: _expect, ...headers }) => ({
        ...headers,
        traceparent: traceOf(request).traceparent,
      }),
      onError: (reply, { error }) => {
        const answer = reply as unknown as FastifyReply;
        replyWithProblem(away(name, error), answer.request, answer, logger);
      },
    },
  };
}

/** Puts the passages beside Nest's routes. Bodies and answers stream through as they come; statuses and problems are the other side's. */
@Injectable()
export class PassagesMount implements OnModuleInit {
  readonly #host: HttpAdapterHost;
  readonly #passages: Passages;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost, @Inject(Passages) passages: Passages) {
    this.#host = host;
    this.#passages = passages;
  }

  async onModuleInit(): Promise<void> {
    const server = this.#host.httpAdapter.getInstance<FastifyInstance>();
    const { all, logger } = this.#passages;
    await server.register(async (scope) => {
      // Whoever answers reads the body; here it is not even looked at.
      scope.removeAllContentTypeParsers();
      for (const passage of all) await scope.register(httpProxy, optionsOf(passage, logger));
    });
  }
}

@Module({})
export class PassagesModule {
  static on(passages: Passages): DynamicModule {
    return {
      module: PassagesModule,
      providers: [{ provide: Passages, useValue: passages }, PassagesMount],
    };
  }
}
