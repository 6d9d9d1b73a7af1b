import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { jsonLines, says, toldCommandLine, type ToldServer } from '../testing/told-server.ts';

const { line, server, at: toldAt } = toldCommandLine();
const at = (...argv: readonly string[]) => toldAt(argv);

const party = '00000000-0000-4000-8000-000000000001';
const swap = { category: 'swap', id: '00000000-0000-4000-8000-000000000050' };
const changes = [
  { subject: swap, answer: 'leg', of: { leg: 'a', phase: 'actual' }, from: ['= 233 captives', '= 235'], to: ['= 235'] },
  { subject: swap, answer: 'claims', of: { type: 'LegReported' }, from: ['1'], to: [] },
  {
    subject: { category: 'estimate', id: swap.id },
    answer: 'estimate',
    of: { holder: `party:${party}` },
    from: ['> 2,000 people'],
    to: [],
  },
];
const summary = {
  kind: 'summary',
  namespace: 'case-1',
  found: 7,
  withdrawn: 5,
  alreadyWithdrawn: 1,
  alreadyRetracted: 1,
  rejected: 0,
  stays: { PartyRegistered: 2, SourceRegistered: 1 },
  position: '19',
  dryRun: false,
};

/** Answers the withdrawal with messages, and a look-up of the party with its name. */
const tells =
  (...messages: object[]): ToldServer['answer'] =>
  (request, response) => {
    const named = { data: { names: [{ form: 'Russia' }] } };
    if (request.method === 'GET') return says(200, named)(request, response);
    return says(200, jsonLines(...messages))(request, response);
  };

const table = `swap-${swap.id}
  leg a, actual: = 233 captives; = 235 → = 235
  claims, LegReported: 1 → 0
estimate-${swap.id}
  estimate, Russia: > 2,000 people → nothing claimed
and 2 more
`;

describe('the withdrawal of an import', () => {
  it('sends the reason and says what it came to', async () => {
    server.answer = tells(
      { kind: 'progress', stage: 'search', done: 10, total: 10 },
      { kind: 'progress', stage: 'withdraw', done: 5, total: 7 },
      summary,
    );
    const { code, out, err } = await at('withdraw', '--import', 'case-1', '--reason', 'of another exchange');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^case-1 withdrawn\nclaims found +7\nwithdrawn +5\nwithdrawn before +1\nretracted before +1\nrejected +0\n/,
    );
    expect(out).toMatch(/makes no claim, stays +PartyRegistered 2, SourceRegistered 1\nposition +19\n$/);
    expect(server.seen).toMatchObject([
      { url: '/v1/imports/case-1/withdrawal', body: '{"reason":"of another exchange"}' },
    ]);
  });

  it('is tried: shows which answers would change, with names for ids', async () => {
    server.answer = tells({ kind: 'changes', changes, more: 2 }, { ...summary, dryRun: true, position: null });
    const { code, out } = await at('withdraw', '--import', 'case-1', '--reason', 'x', '--dry-run');
    expect(code).toBe(0);
    expect(out.startsWith(table)).toBe(true);
    expect(out).toMatch(/case-1 would be withdrawn; nothing was written\n/);
    expect(server.seen[0]!.url).toBe('/v1/imports/case-1/withdrawal?dryRun=true');
  });

  it('fails where a claim could not be withdrawn, and says which', async () => {
    const rejected = {
      kind: 'rejected',
      stream: 'group-1',
      claim: party,
      rejections: [{ rule: 'stream-unreadable', pointer: '', detail: 'newer' }],
    };
    server.answer = tells(rejected, { ...summary, rejected: 1 });
    const { code, out } = await at('withdraw', '--import', 'case-1', '--reason', 'x');
    expect(code).toBe(1);
    expect(out.split('\n')[0]).toBe(`group-1 ${party}: stream-unreadable (newer)`);
    const json = await at('withdraw', '--import', 'case-1', '--reason', 'x', '--json');
    expect(json.out).toBe(jsonLines(rejected, { ...summary, rejected: 1 }));
  });

  it('that finds nothing of the namespace is not found; one that breaks off is unavailable', async () => {
    const detail = 'nothing was imported under the namespace case-2.';
    server.answer = says(404, {
      status: 404,
      title: 'There is nothing here',
      detail,
      errors: [{ pointer: '', rule: 'unknown-target', detail }],
    });
    expect(await at('withdraw', '--import', 'case-2', '--reason', 'x')).toMatchObject({
      code: 4,
      err: expect.stringContaining(detail),
    });
    server.answer = tells({ kind: 'progress', stage: 'withdraw', done: 1, total: 3 });
    expect(await at('withdraw', '--import', 'case-1', '--reason', 'x')).toMatchObject({
      code: 6,
      err: expect.stringMatching(/goes on from there/),
    });
    server.answer = tells({ kind: 'failed', detail: 'the event log is away' });
    expect((await at('withdraw', '--import', 'case-1', '--reason', 'x')).err).toMatch(
      /broke off: the event log is away\n/,
    );
  });
});

describe('the withdrawal of one claim', () => {
  it('is one command', async () => {
    const stream = `swap-${swap.id}`;
    server.answer = says(201, {
      commandId: party,
      stream,
      id: swap.id,
      revision: 2,
      position: '9',
      events: [{ id: party, type: 'ClaimWithdrawn' }],
    });
    const { code, out } = await at('withdraw', stream, party, '--reason', 'misread');
    expect(code).toBe(0);
    expect(out).toMatch(/WithdrawClaim accepted/);
    expect(server.seen).toMatchObject([{ url: '/v1/commands/WithdrawClaim' }]);
    expect(JSON.parse(server.seen[0]!.body)).toEqual({ target: { stream, claim: party }, reason: 'misread' });
  });
});

describe('a command that is tried', () => {
  it('shows its events and which answers would change', async () => {
    const answer = {
      commandId: party,
      stream: `swap-${swap.id}`,
      id: swap.id,
      dryRun: true,
      events: [],
      changes,
      moreChanges: 2,
    };
    server.answer = (request, response) =>
      says(200, request.method === 'GET' ? { data: { names: [{ form: 'Russia' }] } } : answer)(request, response);
    const { code, out } = await at('command', 'WithdrawClaim', '--dry-run', '--data', '{}');
    expect(code).toBe(0);
    expect(out.endsWith(`\n${table}`)).toBe(true);
    server.answer = says(200, { ...answer, changes: [], moreChanges: 0 });
    expect((await at('command', 'WithdrawClaim', '--dry-run', '--data', '{}')).out).toMatch(
      /no answer would change\n$/,
    );
  });
});

describe('an import', () => {
  const imported = {
    kind: 'summary',
    namespace: 'case-1',
    commands: 3,
    accepted: 3,
    repeated: 0,
    rejected: 0,
    position: '9',
    withdrawn: false,
    dryRun: false,
  };
  beforeEach(() => writeFile(line.path('case.yaml'), 'namespace: case-1\n'));

  it('says how to undo it, where it wrote something', async () => {
    server.answer = tells(imported);
    const { err } = await at('import', line.path('case.yaml'));
    expect(err).toBe('To undo: afa withdraw --import case-1 --reason <text>\n');
    server.answer = tells({ ...imported, accepted: 0, repeated: 3 });
    expect((await at('import', line.path('case.yaml'))).err).toBe('');
    server.answer = tells({ ...imported, dryRun: true });
    expect((await at('import', line.path('case.yaml'), '--dry-run')).err).toBe('');
  });

  it('of a file that was withdrawn says that it stays so', async () => {
    server.answer = tells({ ...imported, accepted: 0, repeated: 3, withdrawn: true });
    expect((await at('import', line.path('case.yaml'))).err).toMatch(
      /case\.yaml was withdrawn before: .* stays withdrawn/,
    );
  });

  it('that is tried names who would only come with it, and asks the register for the others', async () => {
    const coming = {
      subject: { category: 'party', id: party },
      answer: 'names',
      of: {},
      from: [],
      to: ['New state (en)'],
    };
    const other = '00000000-0000-4000-8000-000000000002';
    const slot = {
      ...changes[0]!,
      answer: 'slot',
      of: { leg: 'a' },
      from: [],
      to: [`party:${party} to party:${other}`],
    };
    server.answer = tells({ kind: 'changes', changes: [slot, coming], more: 0 }, { ...imported, dryRun: true });
    const { out } = await at('import', line.path('case.yaml'), '--dry-run');
    expect(out).toMatch(/\n {2}slot, leg a: nothing claimed → New state to Russia\n/);
    expect(server.seen.map(({ url }) => url)).toEqual(['/v1/imports?dryRun=true', `/v1/parties/${other}`]);
  });

  it('that is tried shows which answers would change, before the table', async () => {
    server.answer = tells({ kind: 'changes', changes, more: 2 }, { ...imported, dryRun: true });
    const { out } = await at('import', line.path('case.yaml'), '--dry-run');
    expect(out.startsWith(table)).toBe(true);
    const json = await at('import', line.path('case.yaml'), '--dry-run', '--json');
    expect(JSON.parse(json.out.split('\n')[0]!)).toMatchObject({
      file: line.path('case.yaml'),
      kind: 'changes',
      more: 2,
    });
  });
});
