import { describe, expect, it } from '@jest/globals';
import type { DomainEvent, EventData } from '#libs/contracts';
import { claimBy, date, id, streamOf } from '../../testing/events.ts';
import type { Row } from '../row.ts';
import { detentions } from './detentions.ts';

const [AGENCY, MINISTRY, NORTH, SOUTH] = [id(1), id(2), id(3), id(4)];
const DETENTION = `detention-${id(50)}`;

type Report = Partial<EventData<'DetentionReported'>>;
const unstated = {
  person: id(60),
  group: null,
  holder: null,
  at: null,
  since: null,
  place: null,
  characterisation: null,
  basis: null,
};
const release = { mode: 'exchanged', swap: null, to: null, place: null } as const;

const detention = () => {
  const stream = streamOf(DETENTION);
  return {
    ...stream,
    report: (by: string, report: Report) =>
      stream.add('DetentionReported', { ...unstated, ...report, claim: claimBy(by) }),
    release: (by: string, on: ReturnType<typeof date> | null) =>
      stream.add('ReleaseReported', { ...release, date: on, claim: claimBy(by) }),
    withdraw: (target: string) => stream.add('ClaimWithdrawn', { target, reason: 'a reason' }),
  };
};
const row = (events: readonly DomainEvent[]): Row => detentions.refold(events).get(id(50))!;
const flags = (events: readonly DomainEvent[]): unknown => row(events).doc['flags'];

describe('the days of a custody', () => {
  it('are open to the future, and certain only while reported, without an end', () => {
    const { events, report } = detention();
    report(AGENCY, { since: date('2014-05-01', '2014-05-31') });
    expect(row(events)).toMatchObject({ during: '[2014-05-01,)', surely: '[2014-05-31,2014-06-01)' });
    report(MINISTRY, { at: date('2017-12-20') });
    expect(row(events)).toMatchObject({ during: '[2014-05-01,)', surely: '[2014-05-31,2017-12-21)' });
  });

  it('end with the last reported end; certain is only up to the first', () => {
    const { events, report, release: released } = detention();
    report(AGENCY, { since: date('2014-05-01', '2014-05-31') });
    report(MINISTRY, { since: date('2014-07-01') });
    released(AGENCY, date('2017-12-27'));
    released(MINISTRY, date('2017-12-01', '2017-12-31'));
    expect(row(events)).toMatchObject({ during: '[2014-05-01,2018-01-01)', surely: '[2014-07-01,2017-12-01)' });
  });

  it('are not stated where no date is, and never run backwards', () => {
    const { events, report, release: released } = detention();
    report(AGENCY, {});
    expect(row(events)).toMatchObject({ during: null, surely: null });
    released(MINISTRY, date('2016-01-01'));
    expect(row(events)).toMatchObject({ during: '(,2016-01-02)', surely: null });
    report(AGENCY, { since: date('2017-05-05') });
    expect(row(events)).toMatchObject({ during: '[2016-01-01,2017-05-06)', surely: null });
  });

  it('are uncertain where the day itself is', () => {
    const { events, report } = detention();
    report(AGENCY, { at: date('2017-12-01', '2017-12-31') });
    expect(row(events)).toMatchObject({ during: '[2017-12-01,)', surely: null });
  });
});

describe('flags', () => {
  it('tell of two holders by two claimants, not of one who names two', () => {
    const { events, report } = detention();
    report(AGENCY, { holder: NORTH });
    report(AGENCY, { holder: SOUTH });
    report(MINISTRY, {});
    expect(flags(events)).toEqual([]);
    report(MINISTRY, { holder: NORTH });
    expect(flags(events)).toEqual(['two-holders']);
  });

  it('go when the report goes', () => {
    const { events, report, withdraw } = detention();
    report(AGENCY, { holder: NORTH });
    const other = report(MINISTRY, { holder: SOUTH });
    expect(flags(events)).toEqual(['two-holders']);
    withdraw(other);
    expect(flags(events)).toEqual([]);
  });

  it('tell of an end with no reported begin', () => {
    const { events, report, release: released } = detention();
    report(AGENCY, { holder: NORTH });
    released(AGENCY, date('2017-12-27'));
    expect(flags(events)).toEqual(['end-without-begin']);
    report(AGENCY, { since: date('2016-01-01') });
    expect(flags(events)).toEqual([]);
  });

  it('tell of an end before the begin that another claimant reports, not before the own', () => {
    const { events, report, release: released } = detention();
    report(AGENCY, { since: date('2017-06-01') });
    released(AGENCY, date('2017-05-31'));
    expect(flags(events)).toEqual([]);
    released(MINISTRY, date('2017-05-31'));
    expect(flags(events)).toEqual(['end-before-begin']);
  });
});

describe('a row', () => {
  it('ends when nothing said of its subject stands, and begins anew with the next report', () => {
    const { events, report, withdraw } = detention();
    withdraw(report(AGENCY, { holder: NORTH }));
    expect(detentions.refold(events).size).toBe(0);
    report(MINISTRY, { holder: SOUTH });
    expect(row(events)).toMatchObject({ born: '3', refs: expect.not.arrayContaining([`holder:${NORTH}`]) });
  });

  it('can be filtered by whom it names', () => {
    const { events, report } = detention();
    report(AGENCY, { holder: NORTH });
    expect(row(events).refs).toEqual(
      [
        `claimant:${AGENCY}`,
        `detention:${id(50)}`,
        `holder:${NORTH}`,
        `party:${AGENCY}`,
        `party:${NORTH}`,
        `person:${id(60)}`,
        `source:${id(900)}`,
      ].sort(),
    );
  });
});
