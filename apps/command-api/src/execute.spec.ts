import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryEventLog, type EventLog } from '#libs/event-log';
import { rejections } from '../../../test/rejections/rejections.ts';
import { claim, claimBy, count, ids, keys, scene, type SceneCommand } from '../../../test/rejections/scene.ts';
import type { ExecuteCommand } from './command-request.ts';
import { createExecutor } from './execute.ts';
import { eventIdOf } from './identity.ts';

let log: EventLog;
let execute: ExecuteCommand;
const claims = { leg: eventIdOf(keys.leg, 0), withdrawn: eventIdOf(keys.withdrawn, 0) };
const target = { stream: `swap-${ids.swap}`, claim: claims.leg };

const send = (command: SceneCommand) =>
  execute({ name: command.name, body: command.body, actor: 'tester', idempotencyKey: command.key });
const ok = async (name: string, body: Record<string, unknown>, key?: string) => {
  const outcome = await send({ name, body, ...(key && { key }) });
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  return outcome.answer;
};

beforeEach(async () => {
  log = createMemoryEventLog();
  execute = createExecutor(log);
  for (const { name, body, key } of scene) await ok(name, body, key);
  await ok('WithdrawClaim', { target: { ...target, claim: claims.withdrawn }, reason: 'entered by mistake' });
});

describe('rejections', () => {
  it.each(rejections(claims).map((each) => [each.why, each] as const))('%s', async (_why, expected) => {
    const before = await log.head();
    const outcome = await send(expected);
    if (outcome.kind !== 'rejected') throw new Error(`accepted: ${JSON.stringify(outcome)}`);
    expect(outcome.rejections).toContainEqual(
      expect.objectContaining({ rule: expected.rule, pointer: expected.pointer }),
    );
    expect(outcome.status).toBe(expected.status);
    expect(await log.head()).toEqual(before);
  });
});

describe('a repeated command', () => {
  const body = { swap: ids.swap, leg: 'a', phase: 'actual', count: count('eq', 12), claim };

  it('is answered with its first result, also when the stream has moved on', async () => {
    const first = await ok('ReportLeg', body, 'a key');
    await ok('ReportLeg', { ...body, count: count('eq', 13) });
    const { repeated, ...again } = await ok('ReportLeg', body, 'a key');
    expect({ ...again, repeated: false }).toEqual(first);
    expect(repeated).toBe(true);
  });

  it('says the same from another source as a new claim', async () => {
    const first = await ok('ReportLeg', body);
    const second = await ok('ReportLeg', { ...body, claim: claimBy(ids.north) });
    expect(second.revision).toBe(first.revision + 1);
  });

  it('makes the same subject where the client left the id to the register', async () => {
    const person = { names: [{ form: 'Clara Example' }] };
    const first = await ok('RegisterPerson', person, 'clara');
    expect((await ok('RegisterPerson', person, 'clara')).id).toBe(first.id);
    expect((await ok('RegisterPerson', person)).id).not.toBe(first.id);
  });

  it('attaches the same text once', async () => {
    const attach = { source: ids.attached, text: 'ten people were named' };
    const first = await ok('AttachSourceText', attach, 'attach');
    await ok('ReportGroup', {
      group: ids.group,
      asWritten: 'ten',
      claim: claimBy(ids.agency, [
        { source: ids.attached, anchored: { start: 0, end: 3, quoteSha256: 'f'.repeat(64) } },
      ]),
    });
    expect(await ok('AttachSourceText', attach, 'attach')).toMatchObject({ position: first.position, repeated: true });
  });
});

describe('writing', () => {
  it('keeps two writers of one stream apart', async () => {
    const reports = Array.from({ length: 12 }, (_, value) =>
      ok('ReportLeg', { swap: ids.swap, leg: 'a', phase: 'actual', count: count('eq', value), claim }),
    );
    const revisions = (await Promise.all(reports)).map(({ revision }) => revision);
    expect(new Set(revisions).size).toBe(12);
  });

  it('answers 412 with the current revision where another one was expected', async () => {
    const outcome = await execute({
      name: 'ReportLeg',
      body: { swap: ids.swap, leg: 'a', phase: 'actual', claim },
      actor: 'tester',
      expectedRevision: 0,
    });
    expect(outcome).toMatchObject({ kind: 'rejected', status: 412, currentRevision: 3 });
  });

  it('shows what a dry run would write and writes nothing', async () => {
    const before = await log.head();
    const outcome = await execute({
      name: 'RegisterPerson',
      body: { names: [{ form: 'Clara Example' }] },
      actor: 'tester',
      dryRun: true,
    });
    expect(outcome).toMatchObject({ kind: 'dry-run', answer: { events: [{ type: 'PersonRegistered' }] } });
    expect(await log.head()).toEqual(before);
  });

  it('stores personal fields with their subject', async () => {
    const answer = await ok('ReportCharge', {
      detention: ids.detention,
      charge: 'espionage',
      status: 'suspected',
      claim,
    });
    const [event] = await log.readStream(answer.stream, { from: answer.revision });
    expect(event!.data).toMatchObject({ charge: { subject: ids.anna, value: 'espionage' } });
  });
});

describe('a stream that holds an event of a newer version', () => {
  it('takes no command, for deciding without that event could contradict it', async () => {
    const id = '5a000000-0000-4000-8000-00000000beef';
    const metadata = { actor: 'a', commandId: id, correlationId: id, causationId: id };
    const unknown = { id, type: 'LegForgotten', schemaVersion: 1, data: {}, metadata };
    await log.append({ stream: `swap-${ids.swap}`, expected: 'any', events: [unknown] });
    const outcome = await send({ name: 'ReportLeg', body: { swap: ids.swap, leg: 'a', phase: 'actual', claim } });
    expect(outcome).toMatchObject({ kind: 'rejected', status: 409, rejections: [{ rule: 'stream-unreadable' }] });
  });
});

describe('corrections', () => {
  const report = { leg: 'a', phase: 'actual', count: count('eq', 14), claim };

  it('carry the whole corrected report', async () => {
    const answer = await ok('CorrectClaim', { target, report, reason: 'a slip of the pen' });
    const [event] = await log.readStream(target.stream, { from: answer.revision });
    expect(event).toMatchObject({
      type: 'ClaimCorrected',
      data: {
        target: claims.leg,
        type: 'LegReported',
        schemaVersion: 1,
        report: { count: { value: 14 }, from: ids.north },
      },
      metadata: { reason: 'a slip of the pen' },
    });
  });

  it('take the original out before the rules are applied', async () => {
    const release = await ok('ReportRelease', { detention: ids.detention, mode: 'exchanged', claim });
    const corrected = {
      target: { stream: release.stream, claim: release.events[0]!.id },
      report: { mode: 'pardoned', claim },
      reason: 'wrong mode',
    };
    expect((await ok('CorrectClaim', corrected)).events[0]!.type).toBe('ClaimCorrected');
  });

  it('let a withdrawn end be reported anew', async () => {
    const release = await ok('ReportRelease', { detention: ids.detention, mode: 'exchanged', claim });
    const again = { detention: ids.detention, mode: 'pardoned', claim };
    expect((await send({ name: 'ReportRelease', body: again })).kind).toBe('rejected');
    await ok('WithdrawClaim', {
      target: { stream: release.stream, claim: release.events[0]!.id },
      reason: 'not verified',
    });
    expect((await ok('ReportRelease', again)).events[0]!.type).toBe('ReleaseReported');
  });
});

describe('an attached text', () => {
  it('with one changed letter names the anchors that fail', async () => {
    const answer = await ok('AttachSourceText', { source: ids.attached, text: 'tin people were named' });
    const [event] = await log.readStream(answer.stream, { from: answer.revision });
    expect(event).toMatchObject({
      type: 'SourceTextMismatched',
      data: {
        failures: expect.arrayContaining([
          expect.objectContaining({ rule: 'quote', anchor: expect.objectContaining({ start: 0, end: 10 }) }),
        ]),
      },
    });
  });
});
