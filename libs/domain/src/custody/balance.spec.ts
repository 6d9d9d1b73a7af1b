import type { BoundedCount } from '#libs/contracts';
import { describe, expect, it } from '@jest/globals';
import { count } from '../reconciliation/testing/claims.ts';
import type { CustodyReport } from './account.ts';
import { type BalanceEstimate, balanceOf, type BalanceOnDays, type Episode } from './balance.ts';

const at = (earliest: string | null, latest: string | null = earliest) => ({ earliest, latest });

const report = (
  kind: CustodyReport['kind'],
  holder: string | null,
  day: string | null,
  claim = `${kind} ${day}`,
): CustodyReport => ({ claim, kind, stance: 'sure', holder, place: null, since: at(day), vouched: at(day) });

const episode = (person: string, ...accounts: CustodyReport[][]): Episode => ({
  detention: `d-${person}`,
  person,
  group: null,
  accounts,
});

function estimate(words: string, day: string, given: Partial<BalanceEstimate> = {}): BalanceEstimate {
  return {
    claim: words,
    claimant: { kind: 'party', id: given.claim ?? words },
    sources: ['s'],
    count: count(words),
    holder: 'x',
    date: null,
    scope: null,
    inclusion: null,
    part: null,
    since: at(day),
    scopeKey: 'all',
    ...given,
  };
}

const balance = (episodes: readonly Episode[], estimates: readonly BalanceEstimate[] = []): BalanceOnDays[] =>
  balanceOf({ holder: 'x', episodes, estimates, asked: null });

const heldFrom = (points: readonly BalanceOnDays[]) =>
  points.map(
    ({ from, held }) => `${from ?? '…'}: ${held.map(({ person, certainty }) => `${person} ${certainty}`).join(', ')}`,
  );

describe('persons in the custody of one holder', () => {
  it('come and go on the days that reports name', () => {
    const story = episode('a', [report('reported', 'x', '2017-01-10'), report('released', null, '2017-12-27')]);
    const points = balance([story, episode('b', [report('reported', 'x', '2017-06-01')])]);
    expect(heldFrom(points)).toEqual([
      '…: ',
      '2017-01-10: a certain',
      '2017-06-01: a certain, b certain',
      '2017-12-27: b certain',
    ]);
    expect(points.map(({ to }) => to)).toEqual(['2017-01-10', '2017-06-01', '2017-12-27', null]);
  });

  it('stay where one account still holds them, and are not those of another holder', () => {
    const two = episode(
      'a',
      [report('reported', 'x', '2017-01-10'), report('released', null, '2017-12-27')],
      [report('reported', 'x', '2017-02-01')],
    );
    const other = episode('b', [report('reported', 'y', '2017-01-01')]);
    expect(heldFrom(balance([two, other])).at(-1)).toBe('2017-12-27: a certain');
  });

  it('are counted in the days asked for only, which end the last stretch', () => {
    const story = episode('a', [report('reported', 'x', '2017-01-10'), report('released', null, '2017-12-27')]);
    const asked = { first: '2017-12-01', last: '2017-12-31' };
    const points = balanceOf({ holder: 'x', episodes: [story], estimates: [], asked });
    expect(points.map(({ from, to }) => [from, to])).toEqual([
      ['2017-12-01', '2017-12-27'],
      ['2017-12-27', '2018-01-01'],
    ]);
  });
});

describe('claimed bounds', () => {
  const at2018 = (estimates: readonly BalanceEstimate[]) => balance([], estimates).at(-1)!.scopes;

  it('are the lowest and the highest number that claims of one scope allow, each with its claims', () => {
    const [scope] = at2018([estimate('93', '2017-12-28'), estimate('103', '2017-12-29')]);
    expect(scope).toMatchObject({ lower: { value: 93, claims: ['93'] }, upper: { value: 103, claims: ['103'] } });
  });

  it('have no upper side where some claim has none', () => {
    const [scope] = at2018([estimate('> 2000', '2017-12-01'), estimate('2100', '2017-12-01')]);
    expect(scope).toMatchObject({ lower: { value: 2001, claims: ['> 2000'] }, upper: null });
  });

  it('take a claimed zero for zero, and words without a number for none', () => {
    expect(at2018([estimate('0', '2017-12-01')])[0]).toMatchObject({ lower: { value: 0 }, upper: { value: 0 } });
    const vague = { ...count('1'), op: 'vague', value: null, low: null, best: null, high: null } as BoundedCount;
    expect(at2018([estimate('several', '2017-12-01', { count: vague })])[0]).toMatchObject({
      lower: null,
      upper: null,
    });
  });

  it('are never of two scopes together', () => {
    const scopes = at2018([estimate('> 2000', '2017-12-01'), estimate('> 30', '2017-03-01', { scopeKey: 'prison' })]);
    expect(scopes.map(({ lower }) => lower!.value).sort()).toEqual([2001, 31]);
  });

  it("of a claimant's later word on the same scope replace the earlier", () => {
    const by = { claimant: { kind: 'party', id: 'ombudsman' } as const };
    const points = balance([], [estimate('> 2000', '2017-12-01', by), estimate('> 5000', '2018-06-01', by)]);
    expect(points.map(({ scopes }) => scopes.map(({ lower }) => lower!.value))).toEqual([[], [2001], [5001]]);
  });

  it('are there from the first day on which anybody says so, not before', () => {
    const points = balance([], [estimate('93', '2017-12-28')]);
    expect(points[0]).toMatchObject({ from: null, to: '2017-12-28', scopes: [] });
    expect(points[1]!.scopes[0]!.estimates[0]!.lastReported).toBeNull();
  });
});
