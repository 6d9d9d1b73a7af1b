import { BeforeApplicationShutdown, Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemDetails, securityHeaders, traceOf } from '#libs/platform';
import { pageSize } from '#libs/queries';
import { answering } from '../query-problem.ts';
import { addressWith, linkHeader } from '../rest/links.ts';
import { parametersOf } from '../rest/parameters.ts';
import { Gateway } from '../services.ts';
import { assertWithin, positionFrom, prefixesFrom } from './position.ts';
import { type SseConnection, sseConnection } from './sse-connection.ts';
import { untilShutdown } from '../until-shutdown.ts';

const HEARTBEAT = 15_000;

/** The log as it is, for subscribers and auditors: in pages, and as a stream that goes on. */
@Controller('v1/events')
export class EventsController implements BeforeApplicationShutdown {
  readonly #gateway: Gateway;
  readonly #open = untilShutdown<SseConnection>((connection) => connection.end());

  constructor(@Inject(Gateway) gateway: Gateway) {
    this.#gateway = gateway;
  }

  @Get()
  page(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return answering(async () => {
      const given = parametersOf(request, ['after', 'limit', 'streamPrefix']);
      const after = positionFrom(given.after, 'after');
      const limit = pageSize(given.limit);
      const streamPrefixes = prefixesFrom(given.streamPrefix);
      const head = await this.#gateway.parts.log.head();
      assertWithin(after, head.position, 'after');
      const events = await this.#gateway.parts.log.readAll({
        after,
        limit: limit + 1,
        ...(streamPrefixes && { streamPrefixes }),
      });
      const data = events.slice(0, limit);
      const next = events.length > limit ? data.at(-1)!.position : null;
      const nextAddress = next === null ? null : addressWith(request, { after: next });
      void reply.headers({
        link: linkHeader({ next: nextAddress, describedby: '/openapi.json#/components/schemas/Event' }),
        'cache-control': 'no-cache',
      });
      return { data, page: { next, limit }, head };
    });
  }

  @Get('stream')
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { after, streamPrefixes } = await answering(() => this.#whereFrom(request));
    const gone = new AbortController();
    reply.hijack();
    reply.raw.writeHead(200, {
      ...securityHeaders,
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      // nginx would gather events until a buffer is full.
      'x-accel-buffering': 'no',
      traceparent: traceOf(request).traceparent,
    });
    if (request.method === 'HEAD') return void reply.raw.end();
    const connection = sseConnection(reply.raw, gone, { heartbeat: this.#gateway.parts.heartbeat ?? HEARTBEAT });
    if (!this.#open.add(connection)) return;
    const options = { after, signal: gone.signal, ...(streamPrefixes && { streamPrefixes }) };
    this.#gateway.live
      .follow(options, connection)
      .catch((error: unknown) => this.#tell(error, request, reply))
      .finally(() => {
        connection.end();
        this.#open.delete(connection);
      });
  }

  async #whereFrom(request: FastifyRequest) {
    const given = parametersOf(request, ['after', 'lastEventId', 'streamPrefix']);
    const header = request.headers['last-event-id'];
    // A browser that connects again repeats the address it began with; how far it has come is in the header.
    const [text, parameter] =
      typeof header === 'string' && header !== ''
        ? ([header, 'Last-Event-ID'] as const)
        : given.lastEventId === undefined
          ? ([given.after, 'after'] as const)
          : ([given.lastEventId, 'lastEventId'] as const);
    const after = positionFrom(text, parameter);
    assertWithin(after, (await this.#gateway.parts.log.head()).position, parameter);
    return { after, streamPrefixes: prefixesFrom(given.streamPrefix) };
  }

  #tell(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const details = problemDetails(error, traceOf(request).traceId, this.#gateway.parts.logger);
    reply.raw.write(`event: error\ndata: ${JSON.stringify(details)}\n\n`);
  }

  /** Open streams would keep the server from closing for ever. */
  beforeApplicationShutdown(): void {
    this.#open.endAll();
    this.#gateway.live.close();
  }
}
