import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { commandLine } from '../testing/run-afa.ts';
import type { TestTerminalOptions } from '../testing/terminal.ts';
import { type ToldServer, jsonLines, says, startToldServer } from '../testing/told-server.ts';

const line = commandLine();
let server: ToldServer;
beforeAll(async () => {
  server = await startToldServer();
});
afterAll(() => server.close());
beforeEach(() => void server.seen.splice(0));
const at = (argv: readonly string[], options?: TestTerminalOptions) =>
  line.afa([...argv, '--url', server.url], options);

describe('a replay', () => {
  const replayed = { kind: 'replayed', to: '5', events: 5, parked: [] };
  const counts = { swaps: { served: 1, replayed: 1, different: 0 } };
  const equal = { kind: 'comparison', to: '5', generation: 1, equal: true, differences: [], counts, parked: [] };

  it('that gives the same rows is ok, and says so', async () => {
    server.answer = says(200, jsonLines({ kind: 'progress', position: '3', to: '5' }, replayed, equal));
    const { code, out } = await at(['replay', '--to', '5', '--compare']);
    expect(code).toBe(0);
    expect(out).toMatch(/5 events replayed to position 5/);
    expect(out).toMatch(/READ MODEL +SERVED +REPLAYED +DIFFERENT\nswaps +1 +1 +0\n/);
    expect(out).toMatch(/every row of generation 1 as known at 5 is as the log gives it/);
  });

  it('that gives other rows fails the verification, and names them', async () => {
    const differences = [{ model: 'swaps', key: 'abc', kind: 'different', fields: ['doc'] }];
    server.answer = says(200, jsonLines(replayed, { ...equal, equal: false, differences }));
    const { code, out } = await at(['replay', '--to', '5', '--compare']);
    expect(code).toBe(3);
    expect(out).toMatch(/swaps +abc +different +doc\n/);
  });

  it('that breaks off has proved nothing', async () => {
    server.answer = says(200, jsonLines(replayed));
    expect((await at(['replay', '--to', '5', '--compare'])).code).toBe(6);
  });
});

describe('projections', () => {
  const parked = {
    stream: 'swap-1',
    position: '4',
    type: 'LegReported',
    reason: 'poison',
    error: 'cannot',
    parkedAt: '2026-11-22T11:00:00Z',
    waiting: 3,
  };
  const projection = {
    projection: 'register',
    generation: 1,
    status: 'serving',
    position: '9',
    updatedAt: '2026-11-22T11:59:00Z',
    parkedStreams: 1,
    parkedEvents: 3,
  };
  const status = { projections: [{ ...projection, lag: { events: 1_200, seconds: 90 } }], parked: [parked] };

  it('are listed with what is parked and why', async () => {
    server.answer = says(200, status);
    const { out } = await at(['projections', 'list']);
    expect(out).toMatch(/register +1 +serving +9 +1 min ago +1,200 +1 min 30 s +1 +3\n/);
    expect(out).toMatch(/swap-1 +4 +LegReported +3 +1 h ago +poison +cannot\n/);
    expect((await at(['projections', 'lag'])).out).toMatch(/register +1 +9 +1,200 +1 min 30 s\n/);
    expect((await at(['projections', 'lag', '--json'])).out).toBe(
      '{"projection":"register","generation":1,"position":"9","events":1200,"seconds":90}\n',
    );
  });

  it('that fail again on redrive are a failure', async () => {
    server.answer = says(200, {
      data: [{ stream: 'swap-1', applied: 2, stopped: { position: '6', error: 'cannot' } }],
    });
    const { code, out } = await at(['projections', 'redrive', '--all']);
    expect(code).toBe(1);
    expect(out).toMatch(/swap-1 +2 +parked again at position 6 +cannot\n/);
    expect(server.seen[0]).toMatchObject({ url: '/v1/operations/projections/redrive', body: '{}' });
  });

  it('are not parked twice', async () => {
    server.answer = says(200, { stream: 'swap-1', parked: false });
    expect((await at(['projections', 'park', 'swap-1', '--reason', 'x'])).code).toBe(5);
  });
});
