import { describe, expect, it } from '@jest/globals';
import { day, estimate, scope } from '../reconciliation/testing/claims.ts';
import { overlapsOf } from './overlaps.ts';

const all = estimate('x', '>2000', 'ombudsman', { scope: scope('in custody'), date: day('2017-12-01') });
const prison = {
  ...estimate('x', '>30', 'parliament', { scope: scope('in prison', ['prison']) }),
  date: day('2017-03'),
};

describe('estimates that may count the same people', () => {
  it('of one holder: whatever their scopes, since nothing says that these are apart', () => {
    expect(overlapsOf([all, prison])).toEqual([
      {
        claims: [all.claim, prison.claim],
        holder: 'same',
        scope: 'different',
        date: 'different',
        rule: 'overlapping',
        detail: expect.stringContaining('nothing says that the scopes are apart'),
      },
    ]);
    expect(overlapsOf([all, { ...prison, scope: null }])).toMatchObject([{ scope: 'unstated' }]);
    expect(overlapsOf([all, { ...all, claim: 'other' }])).toMatchObject([{ scope: 'same' }]);
  });

  it('are two numbers for one thing only of one scope, on the same days, in the same unit', () => {
    const again = { ...all, claim: 'other' };
    const words = (other: typeof all) =>
      overlapsOf([all, other])
        .map(({ rule, detail }) => `${rule}: ${detail}`)
        .join();
    expect(words(again)).toMatch(/^overlapping: .*two numbers for one thing/);
    expect(words({ ...again, date: day('2018-01-01') })).toMatch(/^overlapping: .*on different days/);
    expect(words({ ...again, date: null })).not.toMatch(/one thing/);
    const families = estimate('x', '>20', 'ombudsman', { scope: scope('in custody'), counts: 'family' });
    expect(words({ ...families, date: all.date })).toMatch(
      /^different-units: .*count different things: family, person/,
    );
  });

  it('of a holder who is not named: perhaps of any', () => {
    expect(overlapsOf([all, { ...prison, holder: null }])).toMatchObject([{ holder: 'unstated' }]);
  });

  it('of two holders: not', () => {
    expect(overlapsOf([all, { ...prison, holder: 'y' }])).toEqual([]);
  });

  it('and not where one is denied', () => {
    expect(overlapsOf([all, { ...prison, stance: 'false-certain' }])).toEqual([]);
  });
});
