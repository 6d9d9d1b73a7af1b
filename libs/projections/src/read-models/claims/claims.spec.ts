import { describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '#libs/contracts';
import { claimBy, date, id, streamOf } from '../../testing/events.ts';
import type { Row } from '../row.ts';
import { claims } from './claims.ts';

const [AGENCY, MINISTRY, HOLDER] = [id(1), id(2), id(3)];
const ESTIMATE = `estimate-${id(70)}`;
const count = { op: 'gt', value: 30, upTo: null, low: 31, best: null, high: null, asWritten: 'more than 30' } as const;
const recorded = {
  holder: HOLDER,
  count: { ...count, unit: { asWritten: 'people', counts: 'person' as const }, breakdowns: [] },
  date: date('2017-12-01', '2017-12-31'),
  scope: null,
  inclusion: null,
};

const estimate = () => {
  const stream = streamOf(ESTIMATE);
  const about = { target: '', reason: 'a reason' };
  return {
    ...stream,
    record: () => stream.add('EstimateRecorded', { ...recorded, claim: claimBy(AGENCY) }),
    contest: (target: string) => stream.add('ClaimContested', { target, asWritten: null, claim: claimBy(MINISTRY) }),
    correct: (target: string, report: object, type = 'EstimateRecorded') =>
      stream.add('ClaimCorrected', {
        ...about,
        target,
        type,
        schemaVersion: 1,
        report: report as Record<string, unknown>,
      }),
    retract: (target: string) => stream.add('ClaimRetracted', { ...about, target, evidence: [] }),
    withdraw: (target: string) => stream.add('ClaimWithdrawn', { ...about, target }),
    addEvidence: (target: string) =>
      stream.add('EvidenceAdded', { target, evidence: [{ source: id(901), located: { locator: 'page 2' } }] }),
  };
};
const rows = (events: readonly DomainEvent[]): ReadonlyMap<string, Row> => claims.refold(events);

describe('the row of a claim', () => {
  it('says who said what about whom, and can be filtered by all of it', () => {
    const { events, record } = estimate();
    const claim = record();
    const row = rows(events).get(claim)!;
    expect(row.doc).toMatchObject({
      stream: ESTIMATE,
      type: 'EstimateRecorded',
      subject: { category: 'estimate', id: id(70) },
      source: id(900),
      recordedBy: 'editor',
      status: 'standing',
      report: recorded,
    });
    expect(row).toMatchObject({ born: '1', during: '[2017-12-01,2018-01-01)' });
    expect(row.refs).toEqual(
      expect.arrayContaining([
        `stream:${ESTIMATE}`,
        'type:EstimateRecorded',
        'status:standing',
        `holder:${HOLDER}`,
        `claimant:${AGENCY}`,
      ]),
    );
  });

  it('names the claims that contest it while they stand', () => {
    const { events, record, contest, retract, correct } = estimate();
    const claim = record();
    const [first, second] = [contest(claim), contest(claim)];
    expect(rows(events).get(claim)!.doc['contestedBy']).toEqual([first, second]);
    correct(first, { target: claim, asWritten: null, claim: claimBy(HOLDER) }, 'ClaimContested');
    retract(second);
    expect(rows(events).get(claim)!.doc['contestedBy']).toEqual([first]);
    expect(rows(events).get(second)!.doc['status']).toBe('retracted');
  });

  it('shows the corrected report, keeps added evidence, and says what was changed', () => {
    const { events, record, correct, addEvidence } = estimate();
    const claim = record();
    addEvidence(claim);
    const change = correct(claim, { ...recorded, holder: MINISTRY, claim: claimBy(MINISTRY, id(902)) });
    const row = rows(events).get(claim)!;
    expect(row.doc).toMatchObject({
      status: 'corrected',
      claimant: { id: MINISTRY },
      source: id(902),
      report: { holder: MINISTRY },
      changes: [{ kind: 'corrected', event: change, position: '3', reason: 'a reason', recordedBy: 'editor' }],
    });
    expect(row.doc['evidence']).toMatchObject([{ source: id(902) }, { source: id(901) }]);
    expect(row.refs).toContain('status:corrected');
    expect(row.refs).not.toContain(`holder:${HOLDER}`);
    expect(row.refs).not.toContain('status:standing');
  });

  it('stays when the claim is withdrawn, as it last read', () => {
    const { events, record, correct, withdraw } = estimate();
    const claim = record();
    correct(claim, { ...recorded, holder: MINISTRY, claim: claimBy(AGENCY) });
    withdraw(claim);
    const { doc, refs } = rows(events).get(claim)!;
    expect(doc).toMatchObject({ status: 'withdrawn', report: { holder: MINISTRY } });
    expect((doc['changes'] as { kind: string }[]).map(({ kind }) => kind)).toEqual(['corrected', 'withdrawn']);
    expect(refs.filter((token) => token.startsWith('status:'))).toEqual(['status:withdrawn']);
  });
});
