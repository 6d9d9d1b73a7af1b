import net from 'node:net';
import { Controller, Get, Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { createMetrics } from '../metrics.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { request } from 'node:http';
import { pino } from 'pino';
import { type HttpServer, serve } from './http-server.ts';

let release: () => void = () => undefined;

@Controller('slow')
class Slow {
  @Get()
  async answer(): Promise<{ done: true }> {
    await new Promise<void>((resolve) => (release = resolve));
    return { done: true };
  }
}

/** Awaiting a plug-in starts Fastify before Nest has told it how errors are answered, as the module of GraphQL does. */
@Injectable()
class EarlyStart implements OnModuleInit {
  readonly #host: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host;
  }

  async onModuleInit(): Promise<void> {
    await this.#host.httpAdapter.getInstance<FastifyInstance>().register(async () => undefined);
  }
}

@Module({ controllers: [Slow], providers: [EarlyStart] })
class SlowModule {}

const opened: HttpServer[] = [];
async function open(): Promise<HttpServer> {
  const server = await serve({
    module: { module: SlowModule },
    configuration: { host: '127.0.0.1', port: 0, requireTokenForReads: false },
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(),
    requireActor: () => 'nobody',
  });
  opened.push(server);
  return server;
}
afterEach(async () => {
  release();
  for (const server of opened.splice(0)) await server.close();
});

const GET = 'GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n';

describe('while the server is stopping', () => {
  let socket: net.Socket;
  afterEach(() => void socket.destroy());

  it('the request under way is answered, and a later one on its connection is refused as a problem', async () => {
    const server = await open();
    socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
    let said = '';
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.setEncoding('utf8').on('data', (text: string) => (said += text));
    release = () => undefined;
    const idle = release;
    socket.write(GET);
    while (release === idle) await new Promise(setImmediate);
    const closed = server.close();
    socket.write(GET);
    // Answers keep the order of their requests, so the second one shows only once the first is there.
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    await Promise.all([closed, ended]);
    const [first, second] = said.split(/(?=HTTP\/1\.1)/);
    expect(first).toContain('{"done":true}');
    expect(second).toContain('503');
    expect(second).toContain('application/problem+json');
    expect(second?.toLowerCase()).toMatch(/retry-after: \d/);
    expect(second).toContain('/problems/unavailable');
  });
});

/** The answer to a request that names the server as it likes, which `fetch` does not let it. */
const asking = (url: string, host: string): Promise<{ status: number; type: string | undefined }> =>
  new Promise((resolve, reject) => {
    const asked = request(`${url}/slow`, { headers: { host } }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] }));
    });
    asked.once('error', reject).end();
  });

describe('a request that names another machine', () => {
  it('is refused as a problem', async () => {
    const server = await open();
    expect(await asking(server.url, 'evil.example')).toEqual({
      status: 403,
      type: 'application/problem+json; charset=utf-8',
    });
  });
});
