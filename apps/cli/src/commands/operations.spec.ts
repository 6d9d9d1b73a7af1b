import { describe, expect, it } from '@jest/globals';
import { jsonLines, says, toldCommandLine } from '../testing/told-server.ts';

const { server, at } = toldCommandLine();

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

  it('tell how a build goes, what was compared, and what other code has made', async () => {
    const build = { read: '150', upTo: '100', passes: 2, done: [0], filledAt: null, error: null };
    const building = { ...projection, generation: 2, status: 'building', lag: { events: 0, seconds: 0 }, build };
    const filledAt = '2026-11-22T11:00:00Z';
    const comparison = { against: 1, equal: true, comparedAt: filledAt };
    server.answer = says(200, {
      projections: [
        { ...building, build: { ...build, error: 'no room' } },
        { ...building, build: { ...build, filledAt } },
        { ...building, build: { ...build, filledAt }, comparison },
        { ...building, status: 'serving', lacking: ['talks'] },
        { ...building, status: 'retired', build: { ...build, filledAt }, comparison },
      ],
      parked: [],
    });
    const { out } = await at(['projections', 'list']);
    const lines = out.trimEnd().split('\n').slice(1);
    expect(lines.map((each) => each.replace(/^.* 3 {2}/, ''))).toEqual([
      '75 % read, pass 2 of 2; broke off: no room',
      'built, not compared',
      'built, equal to generation 1',
      'made by other code, lacks talks',
      '–',
    ]);
  });

  it('are built: the bars say how far, what is printed says what comes next', async () => {
    const begun = { kind: 'begun', generation: 2, upTo: '100', passes: 2, before: true };
    const filling = {
      kind: 'filling',
      generation: 2,
      read: '150',
      of: '200',
      passes: 2,
      done: 1,
      events: 70,
      error: null,
    };
    const catching = { kind: 'catching-up', generation: 2, position: '100', head: '104' };
    const ready = {
      ...{ kind: 'ready', generation: 2, position: '104', events: 100, parked: ['swap-1'] },
      ...{ startedAt: '2026-11-22T11:00:00Z', filledAt: '2026-11-22T11:01:30Z' },
    };
    server.answer = says(200, jsonLines(begun, filling, catching, ready));
    const { code, out, err } = await at(['projections', 'rebuild', '--passes', '2'], { interactive: true });
    expect(code).toBe(0);
    expect(err).toMatch(/generation 2 is being built already/);
    expect(err).toMatch(/building \[#{18}-{6}\] 150 of 200 positions, pass 2 of 2/);
    expect(err).toMatch(/catching up \[#{23}-\] 100 of 104 positions/);
    expect(out).toMatch(/^generation 2 is built and kept up beside the one that serves\n/);
    expect(out).toMatch(/events +100\nposition +104\nfilled in +1 min 30 s\nparked +swap-1\n/);
    expect(out).toMatch(/next: afa projections compare 2, then afa projections switch 2\n$/);
    expect(server.seen[0]).toMatchObject({ url: '/v1/operations/projections/rebuild', body: '{"passes":2}' });
    const json = await at(['projections', 'rebuild', '--json']);
    expect(json).toMatchObject({ out: `${JSON.stringify(ready)}\n` });
  });

  it('whose build is lost sight of goes on, and that is said', async () => {
    server.answer = says(200, jsonLines({ kind: 'begun', generation: 2, upTo: '100', passes: 1, before: false }));
    const lost = await at(['projections', 'rebuild']);
    expect(lost.code).toBe(6);
    expect(lost.err).toMatch(/The build goes on where the register runs/);
    server.answer = says(200, jsonLines({ kind: 'given-up', generation: 2 }));
    expect((await at(['projections', 'rebuild'])).code).toBe(5);
    expect((await at(['projections', 'rebuild', '--passes', '33'])).code).toBe(2);
  });

  it('are compared: what differs is named and fails the verification', async () => {
    const counts = { swaps: { serving: 5, built: 5, different: 0 } };
    const parked = { serving: ['swap-1'], built: ['swap-1'] };
    const equal = {
      kind: 'comparison',
      generation: 2,
      against: 1,
      position: '9',
      code: 'x',
      equal: true,
      counts,
      parked,
    };
    server.answer = says(200, jsonLines({ kind: 'progress', done: 1, of: 14 }, { ...equal, differences: [] }));
    const same = await at(['projections', 'compare', '2']);
    expect(same.code).toBe(0);
    expect(same.out).toMatch(/swaps +5 +5 +0\n/);
    expect(same.out).toMatch(/parked in what serves, so not compared: swap-1\n/);
    expect(same.out).toMatch(/every version in generation 2 is as in generation 1, up to position 9\n/);
    const difference = { table: 'swaps', key: 'abc', knownFrom: '7', kind: 'different', fields: ['doc', 'refs'] };
    const newly = { serving: [], built: ['swap-2'] };
    server.answer = says(200, jsonLines({ ...equal, equal: false, differences: [difference], parked: newly }));
    const other = await at(['projections', 'compare']);
    expect(other.code).toBe(3);
    expect(other.out).toMatch(/swaps +abc +7 +different +doc, refs\n/);
    expect(other.out).toMatch(/parked in generation 2 only: swap-2\n/);
    server.answer = says(200, '');
    expect((await at(['projections', 'compare'])).code).toBe(6);
    expect((await at(['projections', 'compare', 'two'])).code).toBe(2);
  });

  it('serve, serve again and are retired; a refusal is a conflict that says why', async () => {
    server.answer = says(200, { former: 1, serving: 2, position: '9', dryRun: false });
    const switched = await at(['projections', 'switch']);
    expect(switched.out).toBe(
      'generation 2 serves, from position 9 on; generation 1 stands by: afa projections rollback makes it serve again\n',
    );
    expect(server.seen.at(-1)).toMatchObject({ url: '/v1/operations/projections/switch', body: '{"dryRun":false}' });
    await at(['projections', 'switch', '2', '--force', '--reason', 'known']);
    expect(server.seen.at(-1)!.body).toBe('{"dryRun":false,"generation":2,"force":{"reason":"known"}}');
    expect((await at(['projections', 'switch', '--force'])).code).toBe(2);
    expect((await at(['projections', 'switch', '--reason', 'x'])).code).toBe(2);
    server.answer = says(200, { former: 2, serving: 1, position: '9', dryRun: true });
    expect((await at(['projections', 'rollback', '--dry-run'])).out).toMatch(/nothing was done\n$/);
    server.answer = says(200, { generation: 1, dryRun: false });
    expect((await at(['projections', 'retire', '1'])).out).toBe('generation 1 is retired, its tables are dropped\n');
    expect((await at(['projections', 'cancel', '1', '--dry-run'])).code).toBe(0);
    const detail = 'generation 2 differs from the one that serves.';
    server.answer = says(409, { status: 409, title: 'x', detail, errors: [{ pointer: '', rule: 'differs', detail }] });
    expect(await at(['projections', 'switch'])).toMatchObject({
      code: 5,
      err: expect.stringContaining(detail) as unknown,
    });
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
