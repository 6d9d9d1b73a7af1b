import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../history.ts';
import { check } from './check.ts';
import type { Evidence, LoggedEvent } from './evidence.ts';
import { UNKNOWN_TYPE } from './fold.ts';

const SWAP = 'swap-1';
const claim = (mark: string) => ({
  claimant: { id: 'party-1' },
  evidence: [{ source: 's', located: { locator: mark } }],
});
const count = (value: number) => ({ op: 'eq', value });

/** An event of command `k<position>`, whose mark it holds. */
const logged = (position: number, type: string, data: object, revision = position - 1): LoggedEvent => ({
  position: String(position),
  stream: SWAP,
  revision,
  id: `e${position}`,
  type,
  data: { ...data },
  metadata: { commandId: `k${position}` },
});
const recorded = logged(1, 'SwapRecorded', { legs: [{ leg: 'a', from: 'p', to: 'q' }], claim: claim('k1') });
const leg = (position: number, value: number, revision?: number) =>
  logged(
    position,
    'LegReported',
    { leg: 'a', from: 'p', to: 'q', phase: 'actual', count: count(value), claim: claim(`k${position}`) },
    revision,
  );
const log = [recorded, leg(2, 5)];

const shownClaim = (id: string, type: string, status = 'standing') => ({
  id,
  type,
  status,
  claimant: { id: 'party-1' },
  contestedBy: [],
  evidence: [{ located: { locator: id.replace('e', 'k') } }],
});
const swap = {
  id: '1',
  reports: [{ kind: 'recorded', claim: { id: 'e1' } }],
  legs: [
    { leg: 'a', from: 'p', to: 'q', claims: [{ phase: 'actual', count: count(5), claim: { id: 'e2' } }], declines: [] },
  ],
};
const state = {
  position: '2',
  swaps: [swap],
  detentions: [],
  claims: [shownClaim('e1', 'SwapRecorded'), shownClaim('e2', 'LegReported')],
};

const entry = (process: string, f: Entry['f'], type: Entry['type'], value: unknown): Entry => ({
  t: 0,
  process,
  f,
  type,
  value,
});
const invoke = (key: string) => entry('client', 'append', 'invoke', { key, command: 'ReportLeg', body: {} });
const ok = ({ id, stream, position, revision, type }: LoggedEvent, key: string) =>
  entry('client', 'append', 'ok', {
    key,
    answer: { commandId: key, stream, revision, position, events: [{ id, type, position }] },
  });
const met = ({ id, stream, revision, position }: LoggedEvent) =>
  entry('reader', 'read', 'ok', { id, stream, revision, position });
const standing = { server: 's', checkpoint: '2', head: '2', written: '2', furthest: '2', torn: [] };
const look = (fields: object) => entry('checkpoints', 'query', 'ok', { ...standing, ...fields });
const sent = [invoke('k1'), ok(recorded, 'k1'), invoke('k2'), ok(log[1]!, 'k2')];
const wrote = (fields: object) =>
  entry('own writes', 'query', 'ok', {
    stream: recorded.stream,
    revision: 0,
    position: '1',
    status: 200,
    shown: '2',
    ...fields,
  });
const history = [...sent, ...log.map(met), look({}), wrote({})];

const replay = { position: '2', differences: [], rows: 1 };
const sound: Evidence = { history, log, shown: log, readers: { reader: null }, models: [state], replays: [replay] };
const violations = (evidence: Partial<Evidence>) =>
  check({ ...sound, ...evidence }).flatMap(({ invariant, violations: found }) =>
    found.map((each) => `${invariant}: ${each}`),
  );

const problem = (status: number, body: string, contentType = 'application/problem+json') =>
  entry('client', 'append', 'fail', { key: 'k9', answered: { status, contentType, retryAfter: null, body } });
const withLog = (events: readonly LoggedEvent[]): Partial<Evidence> => ({ log: events, shown: events });
const withState = (fields: object): Partial<Evidence> => ({ models: [{ ...state, ...fields }] });
const further = (...entries: Entry[]): Partial<Evidence> => ({ history: [...history, ...entries] });

describe('the checker', () => {
  it('finds nothing in a sound run, nor where an outcome stayed unknown', () => {
    expect(violations({})).toEqual([]);
    expect(violations(further(invoke('k9'), entry('client', 'append', 'info', { key: 'k9', reason: 'cut' })))).toEqual(
      [],
    );
    expect(
      violations({
        history: history.filter(({ type, value }) => type !== 'ok' || (value as { key?: string }).key !== 'k2'),
      }),
    ).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, RegExp]>([
    ['a write that is not shown', further(wrote({ status: 404, shown: null })), /^I13: .* read with its token: 404/],
    ['an answer from before the write', further(wrote({ shown: '0' })), /^I13: .*shown as of 0/],
    [
      'writes of which none is shown',
      { history: [...sent, ...log.map(met), look({}), wrote({ status: 404, shown: null })] },
      /^I13: .* read with its token: 404/,
    ],
    [
      'writes that nobody could be shown',
      { history: [...sent, ...log.map(met), look({}), wrote({ status: 503, shown: null })] },
      /^I13: nobody read/,
    ],
    ['a lost acknowledgement', withLog([recorded]), /^I1: k2: .*where nothing stands/],
    [
      'an acknowledgement at another place',
      { history: [...history, invoke('k1'), ok({ ...recorded, position: '2' }, 'k1')] },
      /^I1: .*where e2/,
    ],
    ['a doubled effect', withLog([...log, { ...leg(3, 5), metadata: { commandId: 'k2' } }]), /^I2: doubled: k2/],
    [
      'a refusal that was carried out',
      {
        history: [
          ...history.slice(2),
          invoke('k1'),
          problem(400, '{}'),
          { ...problem(400, '{}'), value: { key: 'k1' } },
        ],
      },
      /^I2: refused, but in the log: k1/,
    ],
    ['an event nobody sent', withLog([...log, leg(3, 5)]), /^I2: nobody sent k3/],
    ['a hole in the positions', withLog([recorded, { ...log[1]!, position: '3' }]), /^I3: position 3 is the 2th/],
    ['a hole in the revisions', withLog([recorded, leg(2, 5, 2)]), /^I3: swap-1 has revision 2/],
    ['another log in the interface', { shown: [recorded] }, /^I3: the interface shows nothing/],
    ['a skipped event', { history: [...sent, met(log[1]!), look({})] }, /^I4: reader: skipped e1/],
    ['an event met again', further(met(recorded)), /^I4: reader: met again e1/],
    [
      'a reader that never came to the end',
      { history: [...sent, met(recorded), look({})] },
      /^I4: reader: never met the last 1/,
    ],
    [
      'a leg claim that is lost',
      withState({ swaps: [{ ...swap, legs: [{ ...swap.legs[0], claims: [] }] }] }),
      /^I5: swaps as of 2: 1 is not its fold/,
    ],
    ['a swap that is missing', withState({ swaps: [] }), /^I5: swaps as of 2: 1 is missing/],
    ['two versions at once', withState({ swaps: [swap, swap] }), /^I5: swaps as of 2: 1 is listed twice/],
    [
      'a claim of another status',
      withState({ claims: [shownClaim('e1', 'SwapRecorded', 'withdrawn'), state.claims[1]!] }),
      /^I5: claims as of 2: e1 is not its fold/,
    ],
    [
      'a replay that differs',
      { replays: [{ position: '1', differences: [{ key: 'x' }], rows: 1 }, replay] },
      /^I5: replay to 1/,
    ],
    ['read models nobody looked at', { models: [] }, /^I5: no read model was seen/],
    ['read models nobody compared', { replays: [] }, /^I5: no read model .* or none compared/],
    ['a checkpoint ahead of the log', further(look({ checkpoint: '3' })), /^I6: the checkpoint 3 is ahead of the log/],
    ['a checkpoint ahead of the rows', further(look({ torn: [SWAP] })), /^I6: .*ahead of the rows of swap-1/],
    ['rows ahead of the checkpoint', further(look({ checkpoint: '1' })), /^I6: a row is known from 2/],
    ['a checkpoint that went back', further(look({ checkpoint: '1', furthest: '1' })), /^I6: the checkpoint went back/],
    ['an error without a type', further(problem(500, 'oops', 'text/plain')), /^I8: answered as text\/plain/],
    [
      'a stack',
      further(problem(400, JSON.stringify({ type: 't', title: 't', status: 400, detail: 'at f (/app/x.js:1:2)' }))),
      /^I8: tells of the insides/,
    ],
    [
      'an application that ends',
      further(entry('faults', 'fault', 'info', { kind: 'ended by itself', detail: '1' })),
      /^I9: ended by itself/,
    ],
    [
      'one that does not come back',
      further(entry('faults', 'fault', 'ok', { kind: 'kill', readyAfter: 40_000 })),
      /^I9: kill: served again only/,
    ],
  ])('names %s', (_name, evidence, words) => {
    expect(violations(evidence)).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
  });

  it('folds corrections in place, leaves out what was withdrawn, and stops at what nobody can read', () => {
    const corrected = logged(3, 'ClaimCorrected', {
      target: 'e2',
      report: { ...leg(2, 7).data, claim: claim('k3') },
      reason: 'k3',
    });
    const unreadable = logged(4, UNKNOWN_TYPE, {});
    const behind = leg(5, 9);
    const events = [...log, corrected, unreadable, behind];
    const keys = events.map(({ metadata }) => invoke(metadata.commandId));
    const entries = {
      history: [...keys, ...events.map(met), look({ checkpoint: '5', head: '5', written: '5' }), wrote({})],
    };
    const legs = [{ ...swap.legs[0], claims: [{ phase: 'actual', count: count(7), claim: { id: 'e2' } }] }];
    const claims = [
      shownClaim('e1', 'SwapRecorded'),
      { ...shownClaim('e2', 'LegReported', 'corrected'), evidence: [{ located: { locator: 'k3' } }] },
    ];
    const models = [{ ...state, position: '5', swaps: [{ ...swap, legs }], claims }];
    const replays = (position: string) => [{ ...replay, position }];
    expect(violations({ ...withLog(events), ...entries, models, replays: replays('5') })).toEqual([]);
    const withdrawn = logged(3, 'ClaimWithdrawn', { target: 'e2', reason: 'k3' });
    const left = [
      {
        ...state,
        position: '3',
        swaps: [{ ...swap, legs: [{ ...swap.legs[0], claims: [] }] }],
        claims: [claims[0]!, shownClaim('e2', 'LegReported', 'withdrawn')],
      },
    ];
    const three = [...log, withdrawn];
    expect(
      violations({
        ...withLog(three),
        history: [...three.map(({ metadata }) => invoke(metadata.commandId)), ...three.map(met), look({}), wrote({})],
        models: left,
        replays: replays('3'),
      }),
    ).toEqual([]);
  });

  it('uses no line of the product', () => {
    const folder = new URL('./', import.meta.url);
    const imports = readdirSync(folder)
      .filter((name) => !name.endsWith('.spec.ts'))
      .flatMap((name) => [
        ...readFileSync(new URL(name, folder), 'utf8').matchAll(/^import (type )?.*? from '(.*)';$/gms),
      ]);
    expect(imports.length).toBeGreaterThan(5);
    const foreign = imports.filter(
      ([, onlyType, from]) => !from!.startsWith('./') && !(onlyType && from!.startsWith('../')),
    );
    expect(foreign.map(([text]) => text)).toEqual([]);
  });
});
