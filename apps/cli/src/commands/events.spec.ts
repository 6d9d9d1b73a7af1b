import { describe, expect, it } from '@jest/globals';
import { run } from '../program.ts';
import { testTerminal } from '../testing/terminal.ts';
import { says, toldCommandLine } from '../testing/told-server.ts';

const { server, at } = toldCommandLine();

describe('events', () => {
  const event = (position: number) => ({
    position: String(position),
    recordedAt: '2026-11-22T11:00:00.000Z',
    type: 'LegReported',
    stream: 'swap-1',
    data: { leg: 'a', phase: 'actual', count: { asWritten: '233 captives', value: 233 } },
    metadata: { actor: 'me' },
  });

  it('are read page by page, up to a limit', async () => {
    server.answer = (request, response) => {
      const after = Number(new URL(request.url!, server.url).searchParams.get('after'));
      says(200, {
        data: [event(after + 1), event(after + 2)],
        page: { next: after < 4 ? String(after + 2) : null },
        head: { position: '6' },
      })(request, response);
    };
    const { out } = await at(['events', '--prefix', 'swap-']);
    expect(out.split('\n').slice(0, 2)).toEqual([
      'POSITION  RECORDED              BY  EVENT        STREAM  SAYS',
      '       1  2026-11-22 11:00:00Z  me  LegReported  swap-1  a · actual · 233 captives',
    ]);
    expect(out.trimEnd().split('\n')).toHaveLength(7);
    expect((await at(['events', '--json', '--limit', '2'])).out.trimEnd().split('\n')).toHaveLength(2);
    expect(server.seen[0]!.url).toMatch(/streamPrefix=swap-/);
  });

  it('are followed over a broken connection, without gap or double, until Ctrl-C', async () => {
    const terminal = testTerminal({ environment: {} });
    let connections = 0;
    server.answer = (request, response) => {
      connections += 1;
      const after = Number(new URL(request.url!, server.url).searchParams.get('after'));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`retry: 1\n\n:\n\nid: ${after + 1}\ndata: ${JSON.stringify(event(after + 1))}\n\n`);
      if (connections < 3) return void response.end();
      response.write('event: caught-up\ndata: {"position":"3"}\n\n', () => setTimeout(() => terminal.interrupt(), 50));
    };
    const code = await run(['events', '--follow', '--json', '--url', server.url], terminal);
    const { out, err } = terminal.printed();
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { position: string }).position),
    ).toEqual(['1', '2', '3']);
    expect(err).toMatch(/up to date at position 3/);
  });
});
