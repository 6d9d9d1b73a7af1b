import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createMemoryEventLog } from '#libs/event-log';
import { createExecutor } from '../execute.ts';
import { type ImportMessage, importCaseFile } from './index.ts';
import { register, rulesOf } from './testing/run-case.ts';

const HEAD = `namespace: test
commands:
  - RegisterParty: {as: kyiv, kind: state, names: [{form: Ukraine}]}
  - RegisterParty: {as: sep, kind: armed-group, names: [{form: Separatists}]}
  - RegisterSource: {as: report, title: A report, publisher: $kyiv, length: 100}
  - RecordSwap:
      as: swap
      legs: [{leg: a, from: $kyiv, to: $sep}]
      claim: {claimant: {kind: party, id: $kyiv}, stance: true-certain, evidence: [{source: $report, located: {locator: p. 1}}]}
`;

const CLAIM =
  'claim: {claimant: {kind: party, id: $kyiv}, stance: true-certain, evidence: [{source: $report, located: {locator: p. 1}}]}';

const leg = (as: string, count: number, more = '') =>
  `  - ReportLeg: {as: ${as}, record: F21, swap: $swap, leg: a, phase: actual, count: {op: eq, value: ${count}, asWritten: '${count}', unit: {asWritten: captives, counts: person}}, ${CLAIM}${more}}\n`;

describe('a case file', () => {
  it('is imported once: a second time everything is repeated and nothing is written', async () => {
    const { log, read } = register();
    const first = await read(HEAD + leg('f21', 233));
    const head = await log.head();
    const second = await read(HEAD + leg('f21', 233));
    expect(first.summary).toMatchObject({
      namespace: 'test',
      commands: 5,
      accepted: 5,
      repeated: 0,
      rejected: 0,
      position: '5',
    });
    expect(second.summary).toMatchObject({ commands: 5, accepted: 0, repeated: 5, rejected: 0, position: '5' });
    expect(await log.head()).toEqual(head);
    expect(second.accepted.map(({ answer }) => answer.id)).toEqual(first.accepted.map(({ answer }) => answer.id));
    expect(first.accepted.find(({ as }) => as === 'f21')).toMatchObject({
      line: 10,
      command: 'ReportLeg',
      record: 'F21',
    });
  });

  it('tells all of it to one who takes the messages slowly', async () => {
    const text = HEAD + [1, 2, 3].map((value) => leg(`leg-${value}`, value)).join('');
    const messages: ImportMessage[] = [];
    const execute = createExecutor(createMemoryEventLog());
    for await (const message of importCaseFile({ text, format: 'yaml', execute, actor: 'tester', verbose: true })) {
      messages.push(message);
      await pause(5);
    }
    const told = messages.flatMap((message) => (message.kind === 'accepted' ? [message.as] : []));
    expect(told.toSorted()).toEqual(['kyiv', 'leg-1', 'leg-2', 'leg-3', 'report', 'sep', 'swap']);
    expect(messages.at(-1)).toMatchObject({ kind: 'summary', accepted: 7 });
  });

  it('gives the same ids to another actor and when lines move, and others to another namespace', async () => {
    const { read } = register();
    const idOf = ({ accepted }: Awaited<ReturnType<typeof read>>) =>
      accepted.find(({ as }) => as === 'f21')?.answer.events[0]?.id;
    const first = idOf(await read(HEAD + leg('f21', 233)));
    const moved = await read(HEAD.replace('commands:', '# a remark\n\ncommands:') + leg('f20', 1) + leg('f21', 233), {
      actor: 'another',
    });
    const other = idOf(await read(HEAD.replace('namespace: test', 'namespace: other') + leg('f21', 233)));
    expect(moved.summary).toMatchObject({ accepted: 1, repeated: 5, rejected: 0 });
    expect(idOf(moved)).toBe(first);
    expect(other).not.toBe(first);
  });

  it('rejects a changed body as import-changed and still carries out what uses its name', async () => {
    const { read } = register();
    await read(HEAD + leg('f21', 233));
    const more = `  - AddEvidence: {as: more, target: $f21, evidence: [{source: $report, located: {locator: p. 2}}]}\n`;
    const changed = await read(HEAD.replace('A report', 'Another title') + leg('f21', 234) + more);
    expect(rulesOf(changed)).toEqual(['report: import-changed  5', 'f21: import-changed  10']);
    expect(changed.rejected[0]?.rejections[0]?.detail).toContain('changed: use CorrectClaim');
    expect(changed.summary).toMatchObject({ accepted: 1, repeated: 3, rejected: 2 });
  });

  it('resolves names of claims to stream and claim', async () => {
    const { log, read } = register();
    const file = `${HEAD + leg('f21', 233)}  - ContestClaim: {as: no, target: $f21, asWritten: fewer, ${CLAIM}}
  - CorrectClaim:
      as: better
      target: $f21
      reason: misread
      report: {leg: a, phase: actual, from: $kyiv, count: {op: eq, value: 232, asWritten: '232', unit: {asWritten: captives, counts: person}}, ${CLAIM}}
  - WithdrawClaim: {as: away, target: $no, reason: misread}
`;
    const outcome = await read(file);
    expect(rulesOf(outcome)).toEqual([]);
    const swap = outcome.accepted.find(({ as }) => as === 'swap')!.answer;
    const types = (await log.readStream(swap.stream)).map(({ type }) => type);
    expect(types).toEqual(['SwapRecorded', 'LegReported', 'ClaimContested', 'ClaimCorrected', 'ClaimWithdrawn']);
    const corrected = (await log.readStream(swap.stream))[3]!.data as { target: string; report: { from: string } };
    expect(corrected.target).toBe(outcome.accepted.find(({ as }) => as === 'f21')!.answer.events[0]!.id);
    expect(corrected.report.from).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('resolves the names of another file, of claims with their command and subject', async () => {
    const { read } = register();
    const claim = CLAIM.replaceAll('$', '$$$$test/');
    const second = `namespace: second
commands:
  - ReportLeg: {as: own, swap: $$test/swap, leg: a, phase: planned, ${claim}}
  - ContestClaim: {as: one, target: {command: ReportLeg, claim: $$test/f21, subject: $$test/swap}, ${claim}}
  - ContestClaim: {as: two, target: {command: RecordSwap, claim: $$test/swap}, ${claim}}
  - ContestClaim: {as: bare, target: $$test/f21, ${claim}}
  - ContestClaim: {as: lost, target: {command: ReportLeg, claim: $$test/f21}, ${claim}}
`;
    await read(HEAD + leg('f21', 233));
    const outcome = await read(second);
    expect(rulesOf(outcome)).toEqual(['bare: name-form /target 6', 'lost: name-form /target 7']);
    expect(outcome.summary.accepted).toBe(3);
  });

  it('keeps words that begin with a dollar sign', async () => {
    const { log, read } = register();
    await read(HEAD.replace('title: A report', 'title: $kyiv'));
    const [source] = await log.readAll({ after: '0', streamPrefixes: ['source-'] });
    expect(source!.data).toMatchObject({ title: '$kyiv' });
  });
});

describe('what is rejected', () => {
  it('stops only what depends on it, with line, field and rule', async () => {
    const { read } = register();
    const outcome = await read(`${HEAD + leg('bad', 1, ', date: {asWritten: x, edtf: 2017-13-45}')}${leg('good', 2)}
  - ContestClaim: {as: against-bad, target: $bad, ${CLAIM}}
  - WithdrawClaim: {as: against-that, target: $against-bad, reason: x}
`);
    expect(rulesOf(outcome)).toEqual([
      'bad: malformed-date /date/edtf 10',
      'against-bad: depends-on-rejected /target 13',
      'against-that: depends-on-rejected /target 14',
    ]);
    expect(outcome.summary).toMatchObject({ commands: 8, accepted: 5, rejected: 3 });
  });

  it('names the line of the field, also where the command goes over several', async () => {
    const { read } = register();
    const outcome = await read(`${HEAD}  - ReportLeg:
      as: f21
      swap: $swap
      leg: a
      phase: actual
      claim:
        claimant: {kind: party, id: $kyiv}
        stance: true-certain
        evidence:
          - {source: $report, located: {locator: p. 1}}
          - {source: $report, anchored: {start: 90, end: 101, quoteSha256: '${'0'.repeat(64)}'}}
`);
    expect(rulesOf(outcome)).toEqual(['f21: evidence-outside-source /claim/evidence/1/anchored/end 20']);
    expect(outcome.rejected[0]).toMatchObject({ line: 10, command: 'ReportLeg' });
  });

  it('covers names that are missing, twice, unknown, of another kind, or cannot be read', async () => {
    const { read } = register();
    const outcome = await read(`${HEAD}  - RegisterParty: {kind: state, names: [{form: X}]}
  - RegisterParty: {as: 2017, kind: state, names: [{form: X}]}
  - RegisterParty: {as: kyiv, kind: state, names: [{form: X}]}
  - RegisterSource: {as: s1, title: x, publisher: $nobody}
  - RegisterSource: {as: s2, title: x, publisher: $swap}
  - RegisterSource: {as: s3, title: x, publisher: $a/b}
  - RegisterSource: {as: s4, title: x, publisher: $$nowhere/kyiv}
  - RegisterSource: {as: s5, title: x, id: 0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b}
  - RegisterSauce: {as: s6, title: x}
  - SupersedeSource: {as: s7, source: $s6, by: $report}
  - [RegisterSource]
`);
    expect(new Set(rulesOf(outcome))).toEqual(
      new Set([
        'null: name-missing /as 10',
        'null: name-form /as 11',
        'kyiv: name-twice /as 12',
        's1: name-unknown /publisher 13',
        's2: name-kind /publisher 14',
        's3: name-form /publisher 15',
        's4: unknown-reference /publisher 16',
        's5: import-form /id 17',
        's6: unknown-command  18',
        's7: depends-on-rejected /source 19',
        'null: import-form  20',
      ]),
    );
    expect(outcome.summary).toMatchObject({ commands: 15, accepted: 4, rejected: 11 });
    const unknown = outcome.rejected.find(({ as }) => as === 's4')!.rejections[0]!;
    expect(unknown.detail).toContain('$$nowhere/kyiv');
    expect(outcome.rejected.find(({ as }) => as === 'kyiv')!.rejections[0]!.detail).toContain('line 3');
  });

  it('names the lines of commands that wait for each other', async () => {
    const { read } = register();
    const outcome = await read(`${HEAD}  - SupersedeSource: {as: self, source: $self, by: $report}
  - RegisterSource: {as: one, title: x, publisher: $two}
  - RegisterSource: {as: two, title: x, publisher: $one}
`);
    const cycles = outcome.rejected.filter(({ rejections }) => rejections[0]!.rule === 'name-cycle');
    expect(cycles.map(({ as }) => as)).toEqual(['self', 'two']);
    expect(cycles[1]!.rejections[0]!.detail).toContain('$two (line 12), $one (line 11)');
    expect(rulesOf(outcome)).toContain('one: depends-on-rejected /publisher 11');
  });
});

describe('the order', () => {
  it('allows names that come later, also of the own subject and of claims', async () => {
    const { log, read } = register();
    const [, ...commands] = (HEAD + leg('f21', 233)).split(/(?=^ {2}- )/m);
    const last = `  - AddEvidence: {as: more, target: $f21, evidence: [{source: $report, located: {locator: p. 2}}]}\n`;
    const backwards = `namespace: test\ncommands:\n${[last, ...commands.reverse()].join('')}`;
    const outcome = await read(backwards, { concurrency: 3 });
    expect(rulesOf(outcome)).toEqual([]);
    const swap = outcome.accepted.find(({ as }) => as === 'swap')!.answer.stream;
    expect((await log.readStream(swap)).map(({ type }) => type)).toEqual([
      'SwapRecorded',
      'LegReported',
      'EvidenceAdded',
    ]);
  });

  it('refuses a correction that stands before what it corrects', async () => {
    const { read } = register();
    const outcome = await read(
      `${HEAD}  - CorrectClaim: {as: early, target: $f21, reason: x, report: {}}\n${leg('f21', 233)}`,
    );
    expect(rulesOf(outcome)).toEqual(['early: name-unknown /target 10']);
  });

  it('keeps the order of the file within a subject, whatever the concurrency', async () => {
    const { log, read } = register();
    const legs = Array.from({ length: 60 }, (_, index) => leg(`f${index}`, index)).join('');
    const outcome = await read(HEAD + legs, { concurrency: 32 });
    const swap = outcome.accepted.find(({ as }) => as === 'swap')!.answer.stream;
    const values = (await log.readStream(swap))
      .slice(1)
      .map(({ data }) => (data as { count: { value: number } }).count.value);
    expect(values).toEqual(Array.from({ length: 60 }, (_, index) => index));
    expect(outcome.messages.filter(({ kind }) => kind === 'progress').length).toBeGreaterThan(1);
  });

  it('lets an attached text wait for all that stands before it', async () => {
    const { execute, read } = register();
    const ended: string[] = [];
    const slow: typeof execute = async (request) => {
      if (request.name === 'RecordEstimate') await new Promise((resolve) => setTimeout(resolve, 30));
      const outcome = await execute(request);
      ended.push(request.name);
      return outcome;
    };
    const count = "count: {op: eq, value: 1, asWritten: '1', unit: {asWritten: captives, counts: person}}";
    const text = `${HEAD}  - RecordEstimate: {as: e, ${count}, ${CLAIM}}\n  - AttachSourceText: {as: t, source: $report, text: x}\n`;
    await read(text, { execute: slow });
    expect(ended.slice(-2)).toEqual(['RecordEstimate', 'AttachSourceText']);
  });
});
