import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Passed } from './passed.ts';
import { sseConnection, type SseConnection } from './sse-connection.ts';

interface Opened {
  readonly connection: SseConnection;
  readonly gone: AbortController;
  readonly client: IncomingMessage;
  readonly response: ServerResponse;
}

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => (server.closeAllConnections(), server.close())));

async function open(heartbeat = 60_000): Promise<Opened> {
  const server = createServer();
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answered = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  const [, response] = await answered;
  const gone = new AbortController();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const connection = sseConnection(response, gone, { heartbeat, mostWaiting: 100_000 });
  const [client] = (await once(request, 'response')) as [IncomingMessage];
  return { connection, gone, client, response };
}

const passedAt = (position: number, size = 10): Passed =>
  ({ event: { position: String(position) }, json: JSON.stringify({ text: 'x'.repeat(size) }) }) as unknown as Passed;

describe('one client of the live stream', () => {
  it('gets ids, data, the end of catching up, and comments while it is quiet', async () => {
    const { connection, client, gone } = await open(5);
    let text = '';
    client.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    connection.send(passedAt(7, 1));
    connection.caughtUp('7');
    while (!text.includes(':\n\n')) await once(client, 'data');
    connection.end();
    await once(client, 'end');
    expect(text.replaceAll(':\n\n', '')).toBe(
      'retry: 2000\n\nid: 7\ndata: {"text":"x"}\n\nevent: caught-up\ndata: {"position":"7"}\n\n',
    );
    expect(gone.signal.aborted).toBe(true);
  });

  it('is cut off when it takes nothing, with bounded memory and the place to go on from', async () => {
    const { connection, client, gone, response } = await open();
    client.pause();
    let position = 0;
    while (!gone.signal.aborted && position < 10_000) {
      position += 1;
      connection.send(passedAt(position, 10_000));
      if (position % 20 === 0) await new Promise(setImmediate);
    }
    expect(gone.signal.aborted).toBe(true);
    expect(response.writableLength).toBeLessThan(200_000);
    let text = '';
    client.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    client.resume();
    await once(client, 'close').catch(() => undefined);
    const lastId = [...text.matchAll(/id: (\d+)\n/g)].at(-1)?.[1];
    expect(Number(lastId)).toBeGreaterThan(0);
    if (text.includes('cut-off')) expect(text).toContain(`"resumeAfter":"${lastId}"`);
  });

  it('is noticed when it goes', async () => {
    const { client, gone } = await open();
    client.destroy();
    if (!gone.signal.aborted) await once(gone.signal, 'abort');
  });
});
