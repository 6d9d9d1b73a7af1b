import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PROBLEM_MEDIA_TYPE, ProblemError } from '#libs/platform';
import type { CommandRequest } from '../command-executor.ts';
import { remoteCommands } from './remote-commands.ts';

let server: Server;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const asked: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];

beforeEach(async () => {
  asked.length = 0;
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push({ url: request.url, headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const answering = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  answer = (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  };
};
const command: CommandRequest = { name: 'RecordSwap', body: { a: 1 }, actor: 'operator' };
const stored = { commandId: 'c', stream: 'swap-1', id: '1', revision: 0, position: '77', events: [] };

const failureOf = async (sent: Promise<unknown>): Promise<ProblemError> => {
  const error = await sent.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
};

describe('a command sent to another process', () => {
  it('carries all that the caller sent, the token and the key among it', async () => {
    answering(201, { ...stored, token: 'swap-1@0' });
    const trace = { traceparent: '00-00000000000000000000000000000001-0000000000000001-01' };
    const sent = { ...command, ...trace, authorization: 'Bearer x', idempotencyKey: '"k"', expectedRevision: 4 };
    await remoteCommands(url)(sent);
    const [{ headers, body, url: address }] = asked as [(typeof asked)[0]];
    expect(address).toBe('/v1/commands/RecordSwap');
    expect(headers).toMatchObject({
      ...trace,
      authorization: 'Bearer x',
      'idempotency-key': '""k""',
      'if-match': '"4"',
    });
    expect(JSON.parse(body)).toEqual({ a: 1 });
  });

  it('is answered as in one process: accepted, repeated, a dry run', async () => {
    const execute = remoteCommands(url);
    answering(201, { ...stored, token: 'swap-1@0' });
    expect(await execute(command)).toEqual({ kind: 'accepted', answer: { ...stored, repeated: false } });
    answering(201, { ...stored, token: 'swap-1@0' }, { 'idempotency-replayed': 'true' });
    expect(await execute(command)).toEqual({ kind: 'accepted', answer: { ...stored, repeated: true } });
    answering(200, { ...stored, dryRun: true, changes: [] });
    expect(await execute({ ...command, dryRun: true })).toMatchObject({ kind: 'dry-run', answer: { changes: [] } });
    expect(asked.at(-1)?.url).toBe('/v1/commands/RecordSwap?dryRun=true');
  });

  it('is refused with the problem of the other side, without its trace', async () => {
    const errors = [{ pointer: '', rule: 'wrong-revision', detail: 'expected revision 4' }];
    const problem = { type: '/problems/revision-mismatch', title: 't', status: 412, detail: 'd', traceId: 'x' };
    answering(412, { ...problem, errors, currentRevision: 7 }, { 'content-type': PROBLEM_MEDIA_TYPE });
    const { problem: told } = await failureOf(remoteCommands(url)(command));
    expect(told).toEqual({
      type: '/problems/revision-mismatch',
      title: 'The stream has another revision',
      status: 412,
      detail: 'd',
      errors,
      currentRevision: 7,
    });
  });

  it('keeps the header that says when to come again', async () => {
    const problem = { type: '/problems/unavailable', title: 't', status: 503, traceId: 'x' };
    answering(503, problem, { 'content-type': PROBLEM_MEDIA_TYPE, 'retry-after': '9' });
    const error = await failureOf(remoteCommands(url)(command));
    expect([error.problem.status, error.headers['retry-after']]).toEqual([503, '9']);
  });

  it.each([
    ['what is no answer of ours', (_: unknown, response: ServerResponse) => void response.writeHead(502).end('<html>')],
    [
      'an answer that breaks off',
      (_: unknown, response: ServerResponse) => {
        response.writeHead(201).write('{"a"');
        setImmediate(() => response.destroy());
      },
    ],
    ['no answer', (_: unknown, response: ServerResponse) => void response.destroy()],
  ])('is told to be sent again with its key after %s', async (_name, what) => {
    answer = what;
    const { problem } = await failureOf(remoteCommands(url)(command));
    expect(problem).toMatchObject({ status: 503, detail: expect.stringContaining('same idempotency key') });
  });
});
