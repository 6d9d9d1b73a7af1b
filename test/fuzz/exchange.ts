import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';

import type { FuzzRequest } from './request.ts';

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Milliseconds. Nothing that is asked here takes so long; behind it the request hangs. */
const ANSWER_WITHIN = 60_000;

function replyOf(answer: IncomingMessage): Promise<Reply> {
  const type = answer.headers['content-type'] ?? '';
  const status = answer.statusCode ?? 0;
  // A live stream goes on for ever; that it began is the answer.
  if (type.startsWith('text/event-stream')) {
    answer.destroy();
    return Promise.resolve({ status, type, text: '' });
  }
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    answer.on('data', (piece: Buffer) => pieces.push(piece));
    answer.once('end', () => resolve({ status, type, text: Buffer.concat(pieces).toString('utf8') }));
    answer.once('error', reject);
    answer.once('aborted', () => reject(new Error('the answer was cut off')));
  });
}

export interface Exchange {
  send(request: FuzzRequest): Promise<Reply>;
  close(): void;
}

/** Sends requests as they are, over at most so many connections that are used again. */
export function openExchange(url: string, connections: number): Exchange {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const attempt = ({ method, path, headers, body }: FuzzRequest): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = httpRequest(
        { hostname, port, method, path, headers: { ...headers, ...length }, agent },
        (answer) => {
          replyOf(answer).then(resolve, reject);
        },
      );
      sent.setTimeout(ANSWER_WITHIN, () => sent.destroy(new Error('no answer')));
      // A connection that the server closed while it was idle tells nothing about the request, which it never saw.
      sent.once('error', (error: NodeJS.ErrnoException) => {
        if (sent.reusedSocket && error.code === 'ECONNRESET')
          attempt({ method, path, headers, body, family: '' }).then(resolve, reject);
        else reject(error);
      });
      sent.end(body ?? undefined);
    });
  return { send: attempt, close: () => agent.destroy() };
}
