import { once } from 'node:events';
import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpException, Module, Post, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import pg from 'pg';
import { z } from 'zod';

import { createLogger } from '../logging.ts';
import { fastifyOptions } from './fastify-options.ts';
import { ProblemError } from './problem.ts';
import { ProblemFilter } from './problem-filter.ts';
import { validated, validationPipe } from './validation.ts';

const Person = z.object({ name: z.string().min(2), born: z.object({ 'a/b~c': z.number() }) });

class EventLogUnavailable extends Error {
  override readonly name = 'EventLogUnavailable';
}

function databaseError(code: string, message: string): Error {
  return Object.assign(new pg.DatabaseError(message, message.length, 'error'), { code, routine: 'x', table: 'person' });
}

const failures: Record<string, () => unknown> = {
  revision: () =>
    new ProblemError('revision-mismatch', {
      detail: 'It is 4.',
      extensions: { current: 4 },
      headers: { 'x-extra': 'yes' },
    }),
  forbidden: () => new HttpException('Not you', 403),
  teapot: () => new HttpException('short', 418),
  log: () => new EventLogUnavailable('node 3 of 10.0.0.7 is down'),
  down: () => Object.assign(new Error('connect ECONNREFUSED 10.0.0.7'), { code: 'ECONNREFUSED' }),
  slow: () => databaseError('57014', 'canceling statement due to statement timeout'),
  leak: () => databaseError('22P02', 'invalid input syntax for type uuid: "Ivan Petrov"'),
  bug: () => new TypeError('Cannot read properties of secret-thing'),
  thrown: () => 'a string',
  upstream: () => new HttpException('password is hunter2', 502),
};

@Controller()
class Routes {
  @Get('fail/:how')
  fail(@Res({ passthrough: true }) reply: FastifyReply): never {
    throw failures[(reply.request.params as { how: string }).how]?.();
  }

  @Post('people')
  pipe(@Body({ schema: Person }) body: unknown): unknown {
    return body;
  }

  @Post('inner')
  inner(@Body() body: unknown): unknown {
    return validated(Person, body, '/person');
  }

  @Post('bare')
  bare(@Body() body: unknown): unknown {
    return Person.parse(body);
  }
}

@Module({ controllers: [Routes] })
class TestModule {}

const lines: string[] = [];
const logger = createLogger({ level: 'debug', format: 'json', stream: { write: (line) => void lines.push(line) } });
let app: NestFastifyApplication;

beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(
    TestModule,
    new FastifyAdapter(fastifyOptions(logger, { bodyLimit: 1000 })),
    { logger: false },
  );
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalPipes(validationPipe());
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

const json = { 'content-type': 'application/json' };
const inject = async (method: 'GET' | 'POST', url: string, payload?: string, headers: Record<string, string> = {}) => {
  lines.length = 0;
  const answer = await app.inject({ method, url, ...(payload !== undefined && { payload }), headers });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  const body = answer.json<Record<string, unknown>>();
  expect(body).toMatchObject({
    status: answer.statusCode,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    title: expect.any(String),
  });
  return { status: answer.statusCode, headers: answer.headers, body };
};

describe('every error is answered with problem+json', () => {
  it.each([
    ['GET', '/nowhere', undefined, {}, 404, 'not-found'],
    ['GET', '/v1/%zz', undefined, {}, 400, 'malformed-request'],
    ['POST', '/people', '{"name": "Ivan', json, 400, 'malformed-request'],
    ['POST', '/people', '', json, 400, 'malformed-request'],
    ['POST', '/people', `{"__proto__": {"x": 1}}`, json, 400, 'malformed-request'],
    ['POST', '/people', '<a/>', { 'content-type': 'text/xml' }, 415, 'unsupported-media-type'],
    ['POST', '/people', `"${'x'.repeat(2000)}"`, json, 413, 'body-too-large'],
    ['GET', '/fail/forbidden', undefined, {}, 403, 'forbidden'],
    ['GET', '/fail/teapot', undefined, {}, 400, 'malformed-request'],
    ['GET', '/fail/log', undefined, {}, 503, 'unavailable'],
    ['GET', '/fail/down', undefined, {}, 503, 'unavailable'],
    ['GET', '/fail/slow', undefined, {}, 503, 'unavailable'],
    ['GET', '/fail/leak', undefined, {}, 500, 'internal'],
    ['GET', '/fail/bug', undefined, {}, 500, 'internal'],
    ['GET', '/fail/thrown', undefined, {}, 500, 'internal'],
    ['GET', '/fail/upstream', undefined, {}, 500, 'internal'],
  ] as const)('%s %s %s', async (method, url, payload, headers, status, code) => {
    const answer = await inject(method, url, payload, headers);
    expect(answer).toMatchObject({ status, body: { type: `/problems/${code}` } });
    if (status === 503) expect(answer.headers['retry-after']).toBe('1');
    expect(JSON.stringify(answer.body)).not.toMatch(/Ivan|10\.0\.0\.7|secret-thing|hunter2|ECONN/);
  });

  it('keeps extensions and headers of a thrown problem', async () => {
    const { body, headers } = await inject('GET', '/fail/revision');
    expect(body).toMatchObject({ type: '/problems/revision-mismatch', status: 412, detail: 'It is 4.', current: 4 });
    expect(headers['x-extra']).toBe('yes');
  });

  it.each([
    ['/people', ['/name', '/born/a~1b~0c']],
    ['/inner', ['/person/name', '/person/born/a~1b~0c']],
    ['/bare', ['/name', '/born/a~1b~0c']],
  ])('%s names each wrong field and does not repeat what was sent', async (url, pointers) => {
    const { status, body } = await inject(
      'POST',
      url,
      JSON.stringify({ name: 'Ž', born: { 'a/b~c': 'Petrov' } }),
      json,
    );
    expect(status).toBe(400);
    expect((body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
    expect(JSON.stringify(body) + lines.join()).not.toMatch(/Ž|Petrov/);
  });

  it('answers what is not even HTTP', async () => {
    const { port } = app.getHttpServer().address() as { port: number };
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write('nonsense\r\n\r\n');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      type: '/problems/malformed-request',
      status: 400,
    });
  });
});

describe('traces and the log', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

  it('continues the trace of the caller with a span of its own, and logs it', async () => {
    const { body, headers } = await inject('GET', '/fail/bug', undefined, {
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    });
    expect(body['traceId']).toBe(traceId);
    expect(headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
    expect(lines.join()).toContain(traceId);
    expect(lines.join()).toContain('Cannot read properties');
  });

  it.each([
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `ff-${traceId}-00f067aa0ba902b7-01`,
    `00-${traceId}-00f067aa0ba902b7-01-x`,
  ])('makes a new trace in place of the traceparent "%s"', async (traceparent) => {
    const { body } = await inject('GET', '/nowhere', undefined, { traceparent });
    expect(body['traceId']).not.toBe(traceId);
    expect(body['traceId']).not.toBe('0'.repeat(32));
  });

  it('logs what nobody foresaw, without the values a database error quotes, and is silent about the mistakes of callers', async () => {
    await inject('GET', '/fail/leak');
    expect(lines.join()).toContain('22P02');
    expect(lines.join()).not.toContain('Petrov');
    await inject('GET', '/nowhere');
    expect(lines).toEqual([]);
  });
});
