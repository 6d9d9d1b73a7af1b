import net from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { createMetrics, readStandaloneConfiguration } from '#libs/platform';
import { afterEach, describe, expect, it } from '@jest/globals';
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

@Module({ controllers: [Slow] })
class SlowModule {}

const open = (): Promise<HttpServer> =>
  serve({
    module: { module: SlowModule },
    configuration: { ...readStandaloneConfiguration({}), port: 0 },
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(),
    requireActor: () => 'nobody',
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
