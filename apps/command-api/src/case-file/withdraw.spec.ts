import { describe, expect, it } from '@jest/globals';
import { createMemoryEventLog, type EventLog } from '#libs/event-log';
import { changesOf } from '#libs/queries';
import type { ExecuteCommand } from '../command-request.ts';
import { createExecutor } from '../execute.ts';
import { importCaseFile, UnknownImport, type WithdrawalMessage, withdrawImport } from './index.ts';
import { importIdOf, withdrawalIdOf } from './names.ts';
import { gather } from './testing/run-case.ts';

const CLAIM =
  'claim: {claimant: {kind: party, id: $kyiv}, stance: true-certain, evidence: [{source: $report, located: {locator: p. 1}}]}';
const COUNT = (value: number) =>
  `count: {op: eq, value: ${value}, asWritten: '${value}', unit: {asWritten: captives, counts: person}}`;

/** A file with seven claims in three streams, of which one is corrected and one contests another. */
const file = (namespace: string) => `namespace: ${namespace}
commands:
  - RegisterParty: {as: kyiv, kind: state, names: [{form: Ukraine}]}
  - RegisterParty: {as: sep, kind: armed-group, names: [{form: Separatists}]}
  - RegisterSource: {as: report, title: A report, publisher: $kyiv, length: 100}
  - RecordSwap: {as: swap, legs: [{leg: a, from: $kyiv, to: $sep}], ${CLAIM}}
  - ReportLeg: {as: f21, swap: $swap, leg: a, phase: actual, ${COUNT(233)}, ${CLAIM}}
  - ReportLeg: {as: f22, swap: $swap, leg: a, phase: planned, ${COUNT(306)}, ${CLAIM}}
  - ContestClaim: {as: no, target: $f21, asWritten: fewer, ${CLAIM}}
  - CorrectClaim: {as: better, target: $f22, reason: misread, report: {leg: a, phase: planned, ${COUNT(307)}, ${CLAIM}}}
  - RecordEstimate: {as: held, holder: $sep, ${COUNT(74)}, ${CLAIM}}
  - RecordEstimate: {as: more, estimate: $held, holder: $sep, ${COUNT(75)}, ${CLAIM}}
  - ReportGroup: {as: crew, asWritten: the crew, ${CLAIM}}
`;
const CLAIMS = 7;

async function imported(log: EventLog, namespace: string) {
  return gather(
    importCaseFile({
      text: file(namespace),
      format: 'yaml',
      execute: createExecutor(log),
      log,
      actor: 'importer',
      verbose: true,
    }),
  );
}

async function withdrawn(
  log: EventLog,
  options: { namespace?: string; dryRun?: boolean; execute?: ExecuteCommand; reason?: string } = {},
) {
  const { namespace = 'test', dryRun = false, execute = createExecutor(log), reason = 'of another exchange' } = options;
  const all: WithdrawalMessage[] = [];
  for await (const message of withdrawImport({
    log,
    execute,
    namespace,
    reason,
    actor: 'withdrawer',
    dryRun,
    previewChanges: (streams) => changesOf(streams),
  }))
    all.push(message);
  const summary = all.at(-1) as Extract<WithdrawalMessage, { kind: 'summary' }>;
  return { all, summary, rejected: all.filter(({ kind }) => kind === 'rejected') };
}

const wholeLog = (log: EventLog) => log.readAll({ after: '0', limit: 1_000_000 });
const withdrawalsIn = async (log: EventLog) =>
  (await wholeLog(log))
    .filter(({ type }) => type === 'ClaimWithdrawn')
    .map(({ data }) => (data as { target: string }).target);

async function register(...namespaces: string[]) {
  const log = createMemoryEventLog();
  for (const namespace of namespaces) await imported(log, namespace);
  return log;
}

describe('an import', () => {
  it('is told by the log itself: all its events have one correlation id, whoever imports it and how often', async () => {
    const log = await register('test', 'other', 'test');
    const events = await wholeLog(log);
    const ids = new Set(events.map(({ metadata }) => metadata.correlationId));
    expect([...ids]).toEqual([importIdOf('test'), importIdOf('other')]);
  });
});

describe('the withdrawal of an import', () => {
  it('withdraws every claim that stands, corrected ones too, and leaves other imports alone', async () => {
    const log = await register('test', 'other');
    const before = await wholeLog(log);
    const { summary, rejected } = await withdrawn(log);
    expect(rejected).toEqual([]);
    expect(summary).toEqual({
      kind: 'summary',
      namespace: 'test',
      found: CLAIMS,
      withdrawn: CLAIMS,
      alreadyWithdrawn: 0,
      alreadyRetracted: 0,
      rejected: 0,
      stays: { ClaimCorrected: 1, PartyRegistered: 2, SourceRegistered: 1 },
      position: String(before.length + CLAIMS),
      dryRun: false,
    });
    const made = before.filter(
      ({ data, metadata }) => 'claim' in (data as object) && metadata.correlationId === importIdOf('test'),
    );
    expect((await withdrawalsIn(log)).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    const written = (await wholeLog(log)).slice(before.length);
    expect(written.map(({ metadata: { actor, correlationId, reason } }) => ({ actor, correlationId, reason }))).toEqual(
      written.map(() => ({
        actor: 'withdrawer',
        correlationId: withdrawalIdOf('test'),
        reason: 'of another exchange',
      })),
    );
  });

  it('changes nothing a second time, also for another reason, and says so', async () => {
    const log = await register('test');
    await withdrawn(log);
    const head = await log.head();
    for (const reason of ['of another exchange', 'another reason']) {
      const { summary } = await withdrawn(log, { reason });
      expect(summary).toMatchObject({
        found: CLAIMS,
        withdrawn: 0,
        alreadyWithdrawn: CLAIMS,
        rejected: 0,
        position: null,
      });
    }
    expect(await log.head()).toEqual(head);
  });

  it('skips what was retracted or withdrawn before', async () => {
    const log = await register('test');
    const events = await wholeLog(log);
    const [first, second] = events
      .filter(({ type }) => type === 'LegReported')
      .map(({ stream, id }) => ({ stream, claim: id }));
    const execute = createExecutor(log);
    for (const [name, target] of [
      ['RetractClaim', first],
      ['WithdrawClaim', second],
    ] as const)
      expect(await execute({ name, body: { target, reason: 'so' }, actor: 'a' })).toMatchObject({ kind: 'accepted' });
    expect((await withdrawn(log)).summary).toMatchObject({
      found: CLAIMS,
      withdrawn: CLAIMS - 2,
      alreadyWithdrawn: 1,
      alreadyRetracted: 1,
    });
  });

  it('goes on where it was broken off: all withdrawn, nothing twice', async () => {
    const log = await register('test');
    const execute = createExecutor(log);
    let left = 3;
    const breaking: ExecuteCommand = async (request) => {
      if (left-- === 0) throw new Error('the power is out');
      return execute(request);
    };
    await expect(withdrawn(log, { execute: breaking })).rejects.toThrow('the power is out');
    const some = (await withdrawalsIn(log)).length;
    expect(some).toBeGreaterThanOrEqual(3);
    expect(some).toBeLessThan(CLAIMS);
    expect((await withdrawn(log)).summary).toMatchObject({
      found: CLAIMS,
      withdrawn: CLAIMS - some,
      alreadyWithdrawn: some,
    });
    const targets = await withdrawalsIn(log);
    expect(new Set(targets).size).toBe(targets.length);
  });

  it('by two at once withdraws each claim once', async () => {
    const log = await register('test');
    const [one, other] = await Promise.all([withdrawn(log), withdrawn(log, { reason: 'another reason' })]);
    expect(one.summary.withdrawn + other.summary.withdrawn).toBe(CLAIMS);
    expect([...one.rejected, ...other.rejected]).toEqual([]);
    expect(new Set(await withdrawalsIn(log)).size).toBe(CLAIMS);
    expect(await withdrawalsIn(log)).toHaveLength(CLAIMS);
  });

  it('tells what could not be withdrawn and goes on', async () => {
    const log = await register('test');
    const execute = createExecutor(log);
    const refusing: ExecuteCommand = async (request) => {
      const { stream } = (request.body as { target: { stream: string } }).target;
      const rejections = [{ rule: 'stream-unreadable', pointer: '', detail: 'no' }];
      return stream.startsWith('group-') ? { kind: 'rejected', status: 409, rejections } : execute(request);
    };
    const { summary, rejected } = await withdrawn(log, { execute: refusing });
    expect(summary).toMatchObject({ withdrawn: CLAIMS - 1, rejected: 1 });
    expect(rejected).toMatchObject([
      { stream: expect.stringMatching(/^group-/), rejections: [{ rule: 'stream-unreadable' }] },
    ]);
  });

  it('of a namespace that nothing came with is unknown before anything is told', async () => {
    const log = await register('test');
    const messages = withdrawImport({ log, execute: createExecutor(log), namespace: 'tost', reason: 'x', actor: 'a' });
    await expect(messages.next()).rejects.toThrow(UnknownImport);
  });

  it('is rehearsed without a trace, and tells which answers would change', async () => {
    const log = await register('test');
    const head = await log.head();
    const { all, summary } = await withdrawn(log, { dryRun: true });
    expect(await log.head()).toEqual(head);
    expect(summary).toMatchObject({ withdrawn: CLAIMS, position: null, dryRun: true });
    const [changes] = all.filter((message) => message.kind === 'changes');
    expect(all.at(-2)).toBe(changes);
    const said = changes!.changes.map(({ answer, of, from, to }) => [answer, ...Object.values(of), from, to]);
    expect(said).toContainEqual(['leg', 'a', 'actual', ['= 233 captives'], []]);
    expect(said).toContainEqual(['leg', 'a', 'planned', ['= 307 captives'], []]);
    expect(said).toContainEqual(['estimate', expect.stringMatching(/^party:/), ['= 74 captives', '= 75 captives'], []]);
    expect(changes!.more).toBe(0);
  });

  it('stays: importing the file again finds everything held, nothing stands again, and the summary says so', async () => {
    const log = await register('test');
    expect((await imported(log, 'test')).summary).toMatchObject({ repeated: 11, withdrawn: false });
    await withdrawn(log);
    const head = await log.head();
    expect((await imported(log, 'test')).summary).toMatchObject({
      accepted: 0,
      repeated: 11,
      rejected: 0,
      withdrawn: true,
    });
    expect(await log.head()).toEqual(head);
    expect((await imported(log, 'other')).summary).toMatchObject({ accepted: 11, withdrawn: false });
  });
});

describe('a rehearsed import', () => {
  it('tells once, before its summary, which answers would change', async () => {
    const log = await register('test');
    const text = `namespace: second
commands:
  - ReportLeg: {as: own, swap: $$test/swap, leg: a, phase: actual, ${COUNT(235)}, ${CLAIM.replaceAll('$', '$$$$test/')}}
`;
    const execute = () => Promise.reject(new Error('a rehearsal writes nothing'));
    const { messages } = await gather(
      importCaseFile({
        text,
        format: 'yaml',
        execute,
        log,
        actor: 'a',
        dryRun: true,
        previewChanges: (streams) => changesOf(streams),
      }),
    );
    expect(messages.slice(-2)).toMatchObject([
      {
        kind: 'changes',
        changes: [
          {
            answer: 'leg',
            of: { leg: 'a', phase: 'actual' },
            from: ['= 233 captives'],
            to: ['= 233 captives', '= 235 captives'],
          },
          { answer: 'claims', of: { type: 'LegReported' }, from: ['2'], to: ['3'] },
          { answer: 'places in sources' },
        ],
        more: 0,
      },
      { kind: 'summary', accepted: 1, dryRun: true },
    ]);
  });
});
