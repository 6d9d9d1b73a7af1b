import { describe, expect, it } from '@jest/globals';
import { accountStates, type CustodyReport } from './account.ts';
import { LAST_DAY } from './days.ts';

let claims = 0;
const between = (earliest: string | null, latest: string | null = earliest) => ({ earliest, latest });

function report(kind: CustodyReport['kind'], given: Partial<CustodyReport> = {}): CustodyReport {
  claims += 1;
  const since = given.since ?? between('2017-06-01');
  return { claim: `c${claims}`, kind, stance: 'sure', holder: null, place: null, vouched: since, ...given, since };
}
const held = (holder: string, day: string, given: Partial<CustodyReport> = {}) =>
  report('reported', { holder, since: between(day), ...given });

/** `held by x, certain`, `released, possible`: what an account says on a day. */
const on = (day: string, reports: readonly CustodyReport[], last = day): string[] =>
  accountStates(reports, { first: day, last }).map(
    ({ status, holder, certainty }) => `${status}${holder === null ? '' : ` by ${holder}`}, ${certainty}`,
  );

describe('the last report on or before a day is carried forward', () => {
  const story = [held('x', '2017-01-10'), report('released', { since: between('2017-12-27') })];

  it('says nothing before the first report', () => {
    expect(on('2017-01-09', story)).toEqual(['notStated, certain']);
  });

  it('holds until the end, and no longer from its day on', () => {
    expect(on('2017-01-10', story)).toEqual(['held by x, certain']);
    expect(on('2017-12-26', story)).toEqual(['held by x, certain']);
    expect(on('2017-12-27', story)).toEqual(['released, certain']);
  });

  it('is marked with when it was last reported, unless it was reported for that day', () => {
    const [first] = accountStates([held('x', '2017-01-10')], { first: '2017-01-10', last: '2017-01-10' });
    const [later] = accountStates([held('x', '2017-01-10')], { first: '2017-03-01', last: '2017-03-01' });
    expect(first!.lastReported).toBeNull();
    expect(later!.lastReported).toEqual(between('2017-01-10'));
  });

  it('does not depend on the order in which reports were recorded', () => {
    expect(on('2017-12-28', [...story].reverse())).toEqual(on('2017-12-28', story));
    expect(on('2017-06-01', [...story].reverse())).toEqual(on('2017-06-01', story));
  });
});

describe('uncertain dates', () => {
  it('leave open whether an end has come', () => {
    const story = [held('x', '2017-01-10'), report('released', { since: between('2017-12-01', '2017-12-31') })];
    expect(on('2017-11-30', story)).toEqual(['held by x, certain']);
    expect(on('2017-12-15', story)).toEqual(['held by x, possible', 'released, possible']);
    expect(on('2017-12-31', story)).toEqual(['released, certain']);
  });

  it('leave open whether a report without a begin speaks of the day', () => {
    const undated = [held('x', '', { since: between(null, '2020-01-01') })];
    expect(on('2017-01-01', undated)).toEqual(['held by x, possible', 'notStated, possible']);
    expect(on(LAST_DAY, undated)).toEqual(['held by x, certain']);
  });

  it('do not divide reports that say the same', () => {
    const story = [held('x', '', { since: between('2017-01-01', '2017-12-31') }), held('x', '2017-06-01')];
    expect(on('2017-08-01', story)).toEqual(['held by x, certain']);
  });

  it('of several days: certain if it is so on one of them', () => {
    const story = [held('x', '2017-01-10'), report('escaped', { since: between('2017-03-01') })];
    expect(on('2017-02-01', story, '2017-03-31')).toEqual(['held by x, certain', 'escaped, certain']);
  });
});

describe('what changes custody', () => {
  it('a transfer names the new holder and leaves the old place', () => {
    const place = { asWritten: 'a cellar', country: null, region: null, locality: null, facility: null };
    const story = [
      held('x', '2017-01-10', { place }),
      report('transferred', { holder: 'y', since: between('2017-02-01') }),
    ];
    const [state] = accountStates(story, { first: '2017-02-01', last: '2017-02-01' });
    expect(state).toMatchObject({ status: 'held', holder: 'y', place: null });
  });

  it('a later report that names nobody keeps the holder, with the claim that named them', () => {
    const first = held('x', '2017-01-10');
    const second = report('hospitalised', { since: between('2017-02-01') });
    const [state] = accountStates([first, second], { first: '2017-02-02', last: '2017-02-02' });
    expect(state).toMatchObject({ holder: 'x', claims: [first.claim, second.claim] });
  });

  it('a hand-over takes a person out of the custody of the giver, and of no one else', () => {
    const given = report('handedOver', { holder: 'x', since: between('2017-12-27') });
    expect(on('2017-12-27', [held('x', '2017-01-10'), given])).toEqual(['handedOver by x, certain']);
    expect(on('2017-12-27', [held('y', '2017-01-10'), given])).toEqual(['held by y, certain']);
    expect(on('2017-12-26', [held('x', '2017-01-10'), given])).toEqual(['held by x, certain']);
  });

  it('a hand-over leaves an end that came before it the end', () => {
    const given = report('handedOver', { holder: 'x', since: between('2017-12-27') });
    const released = report('released', { since: between('2017-05-01') });
    expect(on('2018-01-01', [held('x', '2017-01-10'), released, given])).toEqual(['released, certain']);
  });

  it('a death is the last word of its day', () => {
    const story = [report('died', { since: between('2017-02-01') }), held('x', '2017-02-01')];
    expect(on('2017-02-01', story)).toEqual(['died, certain']);
  });

  it('a sentence that is being served is custody by nobody named', () => {
    expect(on('2018-01-01', [report('sentenced')])).toEqual(['held, certain']);
  });
});

describe('who is not sure, or denies', () => {
  it('a report that the claimant is unsure of is possible at best', () => {
    expect(on('2018-01-01', [held('x', '2017-01-10', { stance: 'unsure' })])).toEqual(['held by x, possible']);
  });

  it('an end or a move that the claimant is unsure of leaves open that it is as it was', () => {
    const first = held('x', '2017-01-10');
    const later = { stance: 'unsure', since: between('2017-12-27') } as const;
    expect(on('2018-01-01', [first, report('released', later)])).toEqual(['held by x, possible', 'released, possible']);
    expect(on('2017-12-26', [first, report('released', later)])).toEqual(['held by x, certain']);
    const moved = report('transferred', { ...later, holder: 'y' });
    expect(on('2018-01-01', [first, moved])).toEqual(['held by x, possible', 'held by y, possible']);
    expect(on('2018-02-01', [first, moved, held('y', '2018-02-01')])).toEqual(['held by y, certain']);
  });

  it('a denied custody is not custody', () => {
    expect(on('2018-01-01', [held('x', '2017-01-10', { stance: 'denied' })])).toEqual(['denied by x, certain']);
  });

  it('a denied release leaves the account where it was', () => {
    const story = [held('x', '2017-01-10'), report('released', { stance: 'denied', since: between('2017-12-27') })];
    expect(on('2018-01-01', story)).toEqual(['held by x, certain']);
  });
});
