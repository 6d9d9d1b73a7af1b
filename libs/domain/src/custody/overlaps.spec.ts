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
        detail: expect.stringContaining('nothing says that the scopes are apart'),
      },
    ]);
    expect(overlapsOf([all, { ...prison, scope: null }])).toMatchObject([{ scope: 'unstated' }]);
    expect(overlapsOf([all, { ...all, claim: 'other' }])).toMatchObject([{ scope: 'same' }]);
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
