import { describe, expect, it } from '@jest/globals';
import { absence, legClaim, slot } from '../reconciliation/testing/claims.ts';
import {
  ledgerOf,
  type LedgerAbsence,
  type LedgerLeg,
  type LedgerLegClaim,
  type SwapAccounts,
  totalsOf,
} from './ledger.ts';

const named = (claim: ReturnType<typeof legClaim>, ...persons: string[]): LedgerLegClaim => ({ ...claim, persons });
const away = (claim: ReturnType<typeof absence>, ...persons: string[]): LedgerAbsence => ({ ...claim, persons });

const slots = [slot('a', 'kyiv', null), slot('a-one', 'kyiv', 'one', 'a'), slot('b', null, 'kyiv')];
const accounts = (claims: LedgerLegClaim[], absences: LedgerAbsence[] = []): SwapAccounts => ({
  slots,
  claims,
  absences,
});
const leg = (legs: readonly LedgerLeg[], name: string): LedgerLeg => legs.find(({ slot: { leg: of } }) => of === name)!;

describe('a leg in the ledger', () => {
  it('says nothing where nobody states a number, and does not take it for zero', () => {
    expect(leg(ledgerOf(accounts([])), 'a').actual).toMatchObject({
      state: 'notStated',
      claimed: null,
      reconciled: null,
    });
  });

  it('is agreed where all claims say the same', () => {
    const claims = [named(legClaim('a', 'actual', '233', 'one')), named(legClaim('a', 'actual', '233', 'two'))];
    expect(leg(ledgerOf(accounts(claims)), 'a').actual).toMatchObject({
      state: 'agreed',
      claimed: { low: 233, high: 233 },
      reconciled: { low: 233, high: 233 },
    });
  });

  it('is compatible where one number fits all claims, and narrowed to it', () => {
    const claims = [named(legClaim('a', 'actual', '> 200', 'one')), named(legClaim('a', 'actual', '233', 'two'))];
    expect(leg(ledgerOf(accounts(claims)), 'a').actual).toMatchObject({
      state: 'compatible',
      claimed: { low: 201, high: null },
      reconciled: { low: 233, high: 233 },
    });
  });

  it('is contradicted where nothing accounts for the difference, and shows both ends', () => {
    const claims = [named(legClaim('a', 'actual', '233', 'one')), named(legClaim('a', 'actual', '246', 'two'))];
    expect(leg(ledgerOf(accounts(claims)), 'a').actual).toMatchObject({
      state: 'contradicted',
      claimed: { low: 233, high: 246 },
      reconciled: null,
    });
  });

  it('is explained where one account has the plan, the absent and the rest, and possibly so where that takes several', () => {
    const state = (refuser: string): string => {
      const claims = [
        named(legClaim('a', 'planned', '306', 'one @paper')),
        named(legClaim('a', 'actual', '277', 'one @paper')),
        named(legClaim('a', 'actual', '306', 'two @other')),
      ];
      return leg(ledgerOf(accounts(claims, [away(absence('a', 'refused', '29', refuser))])), 'a').actual.state;
    };
    expect(state('one @paper')).toBe('explained');
    expect(state('three @third')).toBe('possiblyExplained');
  });

  it('spells out what is left over, and flags it', () => {
    const claims = [named(legClaim('a', 'planned', '306', 'one')), named(legClaim('a', 'actual', '233', 'two'))];
    expect(leg(ledgerOf(accounts(claims)), 'a')).toMatchObject({
      residual: { low: 73, high: 73, text: '306 − 233 = 73' },
      flags: ['residual'],
    });
  });

  it('flags more handed over than planned', () => {
    const claims = [named(legClaim('a', 'planned', '70', 'one')), named(legClaim('a', 'actual', '74', 'two'))];
    expect(leg(ledgerOf(accounts(claims)), 'a').flags).toEqual(['actual-above-planned']);
  });

  it('names those of whom nobody says what came of them', () => {
    const claims = [
      named(legClaim('a', 'planned', '3', 'one'), 'p', 'q', 'r'),
      named(legClaim('a', 'actual', '1', 'two'), 'p'),
    ];
    const absences = [away(absence('a', 'refused', '1', 'two'), 'q')];
    expect(leg(ledgerOf(accounts(claims, absences)), 'a').unaccounted).toEqual(['r']);
  });

  it('does not count what a claimant denies', () => {
    const denied = { ...named(legClaim('a', 'actual', '233', 'one')), stance: 'false-certain' as const };
    expect(leg(ledgerOf(accounts([denied])), 'a').actual.state).toBe('notStated');
  });
});

describe('what a party gave and received over all swaps', () => {
  const swapOf = (swap: string, claims: LedgerLegClaim[]) => ({ swap, legs: ledgerOf(accounts(claims)) });

  it('adds legs, not their parts, and lists its inputs', () => {
    const first = swapOf('s1', [
      named(legClaim('a', 'actual', '233', 'one')),
      named(legClaim('a-one', 'actual', '160', 'one')),
    ]);
    const second = swapOf('s2', [named(legClaim('a', 'actual', '10', 'one'))]);
    expect(totalsOf([first, second], 'kyiv', 'gave', 'actual')).toMatchObject([
      {
        low: 243,
        high: 243,
        inputs: [
          { swap: 's1', leg: 'a' },
          { swap: 's2', leg: 'a' },
        ],
        notStated: [],
      },
    ]);
    expect(totalsOf([first], 'one', 'received', 'actual')).toMatchObject([{ low: 160, high: 160 }]);
  });

  it('leaves the sum open above where a leg has no number', () => {
    const first = swapOf('s1', [named(legClaim('a', 'actual', '233', 'one'))]);
    expect(totalsOf([first, swapOf('s2', [])], 'kyiv', 'gave', 'actual')).toMatchObject([
      { low: 233, high: null, notStated: [{ swap: 's2', leg: 'a' }] },
    ]);
  });

  it('reaches from the lowest to the highest claim', () => {
    const claims = [named(legClaim('a', 'actual', '233', 'one')), named(legClaim('a', 'actual', '246', 'two'))];
    expect(totalsOf([swapOf('s1', claims)], 'kyiv', 'gave', 'actual')).toMatchObject([{ low: 233, high: 246 }]);
  });
});
