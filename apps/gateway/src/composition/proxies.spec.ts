import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { createMetrics, type HttpServer, serve } from '#libs/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { PassagesModule, passagesTo } from './proxies.ts';

@Module({})
class Front {}

let upstream: Server;
let front: HttpServer;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  upstream = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const commandApiUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const logger = pino({ level: 'silent' });
  const all = passagesTo({ commandApiUrl, projectorUrl: 'http://127.0.0.1:9' });
  front = await serve({
    module: { module: Front, imports: [PassagesModule.on({ all, logger })] },
    configuration: { host: '127.0.0.1', port: 0, requireTokenForReads: false },
    logger,
    metrics: createMetrics(),
    requireActor: () => 'nobody',
  });
});
afterEach(async () => {
  upstream.closeAllConnections();
  await Promise.all([front.close(), new Promise((resolve) => upstream.close(resolve))]);
});

const post = (path: string, init: RequestInit = {}) => fetch(`${front.url}${path}`, { method: 'POST', ...init });

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part as string;
  return text;
}

describe('what another process answers', () => {
  it('is passed on with status, headers and body; the request with its headers, query and trace', async () => {
    const seen: unknown[] = [];
    answer = (request, response) => {
      const { authorization, traceparent, 'content-type': type } = request.headers;
      void textOf(request).then((body) => {
        seen.push({ url: request.url, authorization, traceparent, type, body });
        response.writeHead(422, { 'content-type': 'application/problem+json', etag: '"3"', location: '/v1/swaps/1' });
        response.end('{"status":422}');
      });
    };
    const traceparent = '00-0000000000000000000000000000000a-0000000000000001-01';
    const headers = { authorization: 'Bearer x', traceparent, 'content-type': 'application/json' };
    const response = await post('/v1/commands/RecordSwap?dryRun=true', { headers, body: '{"a":[1]}' });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect([response.headers.get('etag'), response.headers.get('location')]).toEqual(['"3"', '/v1/swaps/1']);
    expect(await response.text()).toBe('{"status":422}');
    expect(seen).toEqual([
      expect.objectContaining({
        url: '/v1/commands/RecordSwap?dryRun=true',
        authorization: 'Bearer x',
        type: 'application/json',
        body: '{"a":[1]}',
        traceparent: expect.stringMatching(/^00-0000000000000000000000000000000a-(?!0000000000000001)/),
      }),
    ]);
  });

  it('streams both ways: a line is there before the rest of the body was sent', async () => {
    answer = (request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      request.setEncoding('utf8').on('data', (text: string) => response.write(`got ${text}\n`));
      request.on('end', () => response.end('end\n'));
    };
    let send: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (send = controller) });
    const encoder = new TextEncoder();
    const responding = post('/v1/imports', {
      headers: { 'content-type': 'application/yaml' },
      body,
      duplex: 'half',
    } as RequestInit);
    send!.enqueue(encoder.encode('first'));
    const reader = (await responding).body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('got first\n');
    send!.enqueue(encoder.encode('second'));
    send!.close();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
    expect(rest).toBe('got second\nend\n');
  });

  it('is a problem where that process is away', async () => {
    const response = await fetch(`${front.url}/v1/operations/projections`);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toMatchObject({
      type: '/problems/unavailable',
      detail: 'The projector cannot be reached; try again.',
    });
  });

  it('is not reached by another method, nor beside its prefix', async () => {
    answer = (_request, response) => void response.end('reached');
    expect((await fetch(`${front.url}/v1/commands/RecordSwap`)).status).toBe(404);
    for (const path of ['/v1/commands/%2e%2e/%2e%2e/metrics', '/v1/commands/..%2f..%2fmetrics'])
      expect(await (await post(path)).text()).not.toBe('reached');
  });
});
