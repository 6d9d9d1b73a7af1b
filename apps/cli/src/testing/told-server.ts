import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { commandLine, type Ran } from './run-afa.ts';
import type { TestTerminalOptions } from './terminal.ts';

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

function createToldServer(): ToldServer & { listen(): Promise<void> } {
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      told.seen.push({ url: request.url!, headers: request.headers, body });
      told.answer(request, response);
    });
  });
  const told: ReturnType<typeof createToldServer> = {
    get url() {
      return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    },
    answer: says(500, {}),
    seen: [],
    listen: () => new Promise((resolve) => http.listen(0, '127.0.0.1', resolve)),
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return told;
}

/** A command line for each test of a file, and one server that it is sent to; each test begins with a server that has seen nothing. */
export function toldCommandLine() {
  const line = commandLine();
  const server = createToldServer();
  beforeAll(() => server.listen());
  beforeEach(() => void server.seen.splice(0));
  afterAll(() => server.close());
  return {
    line,
    server: server as ToldServer,
    at: (argv: readonly string[], options?: TestTerminalOptions): Promise<Ran> =>
      line.afa([...argv, '--url', server.url], options),
  };
}

/** An address at which nobody listens any more. */
export async function addressOfNobody(): Promise<string> {
  const server = createToldServer();
  await server.listen();
  const { url } = server;
  await server.close();
  return url;
}
