import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { recordDecember2017, type December2017, said } from './december-2017.ts';
import { startTestRegister, TOKEN, type TestRegister } from './register.ts';

let register: TestRegister;
let known: December2017;

beforeAll(async () => {
  register = await startTestRegister({ heartbeat: 50 });
  known = await recordDecember2017(register);
});
afterAll(() => register.close());

const write = () =>
  register.send('ReportLeg', { swap: known.swap, leg: 'b', phase: 'actual', claim: said(known.agency, known.report) });
const head = async () => Number((await register.log.head()).position);
const counted = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

interface Followed {
  readonly positions: string[];
  readonly caughtUp: string[];
  until(done: () => boolean): Promise<void>;
  close(): void;
}

interface Line {
  readonly type: string;
  readonly id: string;
  readonly data: { readonly position: string };
}

const CLIENT = fileURLToPath(new URL('event-source.mjs', import.meta.url));

/** Follows with a real client. */
function follow(path: string, headers: Record<string, string> = {}): Followed {
  const positions: string[] = [];
  const caughtUp: string[] = [];
  let changed: () => void = () => {};
  const client = spawn(process.execPath, [CLIENT, register.url + path, JSON.stringify(headers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(client.stdout).on('line', (text) => {
    const { type, id, data } = JSON.parse(text) as Line;
    if (type === 'message') expect(data.position).toBe(id);
    (type === 'message' ? positions : caughtUp).push(data.position);
    changed();
  });
  return {
    positions,
    caughtUp,
    async until(done) {
      while (!done()) await new Promise<void>((resolve) => (changed = resolve));
    },
    close: () => client.kill(),
  };
}

describe('the stream of events', () => {
  it('begins with the first event, says when it has caught up, and goes on with what is written', async () => {
    const before = await head();
    const followed = follow('/v1/events/stream');
    await followed.until(() => followed.caughtUp.length > 0);
    expect(followed.positions).toEqual(counted(1, before));
    expect(followed.caughtUp).toEqual([String(before)]);
    await write();
    await followed.until(() => followed.positions.length > before);
    followed.close();
    expect(followed.positions).toEqual(counted(1, await head()));
  });

  it.each([
    ['the header', '/v1/events/stream', { 'last-event-id': '5' }],
    ['the parameter of clients that cannot set headers', '/v1/events/stream?lastEventId=5', {}],
    ['after', '/v1/events/stream?after=5', {}],
    ['the header rather than the address it connects to again', '/v1/events/stream?after=1', { 'last-event-id': '5' }],
  ])('goes on behind %s', async (_what, path, headers) => {
    const followed = follow(path, headers);
    await followed.until(() => followed.caughtUp.length > 0);
    followed.close();
    expect(followed.positions).toEqual(counted(6, await head()));
  });

  it('can be narrowed to kinds of streams', async () => {
    const followed = follow('/v1/events/stream?streamPrefix=group-');
    await followed.until(() => followed.caughtUp.length > 0);
    followed.close();
    expect(followed.positions).toHaveLength(2);
  });

  it('is not buffered on its way, and shows signs of life', async () => {
    const stop = new AbortController();
    const response = await fetch(`${register.url}/v1/events/stream?after=${await head()}`, { signal: stop.signal });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk);
      if (/caught-up[\s\S]*\n:\n/.test(text)) break;
    }
    expect(text).toContain('retry: 2000');
    stop.abort();
  });

  it.each(['?after=x', '?after=999999', '?lastEventId=-1', '?streamPrefix=%25', '?colour=red'])(
    'refuses %s',
    async (query) => {
      const response = await fetch(`${register.url}/v1/events/stream${query}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        400,
        'application/problem+json; charset=utf-8',
      ]);
    },
  );
});

describe('subscriptions', () => {
  const query = 'subscription ($after: Position) { events(after: $after) { position type stream metadata { actor } } }';

  it('give the same events over SSE', async () => {
    const last = await head();
    const stop = new AbortController();
    const response = await fetch(`${register.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query, variables: { after: String(last - 2) } }),
      signal: stop.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const found: string[] = [];
    const decoder = new TextDecoder();
    let writing: Promise<unknown> | null = null;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      found.push(...[...decoder.decode(chunk).matchAll(/"position":"(\d+)"/g)].map(([, position]) => position!));
      if (found.length === 2) writing ??= write();
      if (found.length >= 3) break;
    }
    stop.abort();
    await writing;
    expect(found).toEqual(counted(last - 1, last + 1));
  });

  const client = () =>
    createClient({
      url: `${register.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: TOKEN },
    });

  it('give the same events over WebSocket, and end with their client', async () => {
    const last = await head();
    const socket = client();
    const found: string[] = [];
    for await (const { data } of socket.iterate<{ events: { position: string } }>({
      query,
      variables: { after: String(last - 2) },
    })) {
      found.push(data!.events.position);
      if (found.length === 2) await write();
      if (found.length === 3) break;
    }
    await socket.dispose();
    expect(found).toEqual(counted(last - 1, last + 1));
  });

  it('keep the limits over WebSocket, and take queries and mutations too', async () => {
    const socket = client();
    const ask = async (text: string): Promise<unknown> => {
      for await (const result of socket.iterate({ query: text })) return result;
      return null;
    };
    expect(await ask('{ swaps { nodes { id } } }')).toEqual({ data: { swaps: { nodes: [{ id: known.swap }] } } });
    expect(JSON.stringify(await ask('{ persons(first: 200) { nodes { detentions(first: 20) { id } } } }'))).toMatch(
      /rows/,
    );
    const dry = await ask(
      'mutation { registerParty(dryRun: true, input: { kind: office, names: [{ form: "O" }] }) { dryRun } }',
    );
    expect(dry).toEqual({ data: { registerParty: { dryRun: true } } });
    await expect(ask('{ swapz }')).rejects.toMatchObject([{ extensions: { problem: { status: 400 } } }]);
    await socket.dispose();
  });

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a name that is not this machine', { host: 'evil.example' }],
  ])('are refused to %s', async (_whom, headers) => {
    const socket = new WebSocket(`${register.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  it('say what is wrong with the position', async () => {
    const socket = client();
    const results: unknown[] = [];
    try {
      for await (const result of socket.iterate({ query, variables: { after: '999999' } })) results.push(result);
    } catch (error) {
      results.push(error);
    }
    await socket.dispose();
    expect(JSON.stringify(results)).toContain('The log ends at');
  });
});

describe('shutting down', () => {
  it('ends open streams, so that the server can close', async () => {
    const other = await startTestRegister();
    const response = await fetch(`${other.url}/v1/events/stream`);
    const reader = response.body!.getReader();
    await reader.read();
    const ended = (async () => {
      for (;;) if ((await reader.read()).done) return true;
    })();
    await other.close();
    await expect(ended).resolves.toBe(true);
  });
});
