import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as a test tells it, for answers the register seldom gives: outages, broken connections, other software. */
export interface ToldServer {
  readonly url: string;
  answer: Answer;
  readonly seen: { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string }[];
  close(): Promise<void>;
}

export const says =
  (status: number, body: unknown): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

export const jsonLines = (...messages: readonly object[]): string =>
  messages.map((each) => `${JSON.stringify(each)}\n`).join('');

export async function startToldServer(): Promise<ToldServer> {
  const seen: ToldServer['seen'] = [];
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ url: request.url!, headers: request.headers, body });
      told.answer(request, response);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const told: ToldServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    answer: says(500, {}),
    seen,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return told;
}

/** An address at which nobody listens any more. */
export async function addressOfNobody(): Promise<string> {
  const server = await startToldServer();
  await server.close();
  return server.url;
}
