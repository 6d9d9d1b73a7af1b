import { describe, expect, it } from '@jest/globals';
import { absence, count, legClaim, slot } from '../reconciliation/testing/claims.ts';
import { ledgerOf, type LedgerAbsence, type LedgerLeg, type LedgerLegClaim, type SwapAccounts } from './ledger.ts';
import { totalsOf } from './totals.ts';

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

  it('names nobody of whom a part of the leg tells, and one person under two ids once', () => {
    const told = accounts([
      named(legClaim('a', 'planned', '3', 'one'), 'p', 'q', 'r'),
      named(legClaim('a-one', 'actual', '1', 'two'), 'p'),
      named(legClaim('a', 'actual', '2', 'two'), 'q-again'),
    ]);
    expect(leg(ledgerOf(told), 'a').unaccounted).toEqual(['q', 'r']);
    const personOf = (id: string): string => id.slice(0, 1);
    expect(leg(ledgerOf({ ...told, personOf }), 'a').unaccounted).toEqual(['r']);
  });

  it('compares no families with persons', () => {
    const families = named(legClaim('a', 'actual', count('3', 'family'), 'one'));
    const sides = ledgerOf(accounts([families, named(legClaim('a', 'actual', '>2', 'two'))]));
    expect(leg(sides, 'a').actual).toMatchObject({ state: 'differentUnits', claimed: null, reconciled: null });
    const planned = named(legClaim('a', 'planned', '2', 'two'));
    expect(leg(ledgerOf(accounts([families, planned])), 'a')).toMatchObject({ residual: null, flags: [] });
  });

  it('takes "about 50" for no bound', () => {
    const about = named(legClaim('a', 'actual', '~50', 'one'));
    const planned = named(legClaim('a', 'planned', '49', 'one'));
    expect(leg(ledgerOf(accounts([about, planned])), 'a')).toMatchObject({
      actual: { claimed: { low: null, high: null }, reconciled: null },
      residual: null,
      flags: [],
    });
    const also = [about, named(legClaim('a', 'actual', '40', 'two'))];
    expect(leg(ledgerOf(accounts(also)), 'a').actual.claimed).toEqual({ low: 40, high: null });
  });

  it('flags what is above the plan, or left of it, whichever of two contradicting claims is believed', () => {
    const flags = (...told: string[]) =>
      leg(
        ledgerOf(
          accounts([
            named(legClaim('a', 'planned', '306', 'one')),
            ...told.map((number, index) => named(legClaim('a', 'actual', number, `teller ${index}`))),
          ]),
        ),
        'a',
      ).flags;
    expect(flags('310', '320')).toEqual(['actual-above-planned']);
    expect(flags('233', '246')).toEqual(['residual']);
    expect(flags('233', '320')).toEqual([]);
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

  describe('counts nobody twice', () => {
    const parted = [
      slot('all', null, null),
      slot('n', 'north', null, 'all'),
      { ...slot('day', null, null, 'all'), partBy: 'day' as const },
      slot('day-n', 'north', null, 'day'),
      { ...slot('n-1', 'north', null, 'n'), partBy: 'day' as const },
      { ...slot('n-2', 'north', null, 'n'), partBy: 'day' as const },
      { ...slot('n-men', 'north', null, 'n'), partBy: 'category' as const },
    ];
    const gave = (...claims: LedgerLegClaim[]) => {
      const legs = ledgerOf({ slots: parted, claims, absences: [] });
      return totalsOf([{ swap: 's', legs }], 'north', 'gave', 'actual');
    };
    const said = (name: string, number: string) => named(legClaim(name, 'actual', number, 'one'));
    const names = (slots: readonly { leg: string }[] | undefined) => slots?.map(({ leg: name }) => name);

    it('whom two partitions tell', () => {
      const [total] = gave(said('n', '50'), said('day-n', '30'));
      expect(total).toMatchObject({ low: 50, high: 50, notStated: [] });
      expect(names(total?.inputs)).toEqual(['n']);
    });

    it('nor surely whom a leg to all and one to somebody tell', () => {
      const slotsTo = [slot('all', 'north', null), slot('one', 'north', 'x'), slot('two', 'north', 'y')];
      const claims = [said('all', '70'), said('one', '30'), said('two', '50')];
      const legs = ledgerOf({ slots: slotsTo, claims, absences: [] });
      expect(totalsOf([{ swap: 's', legs }], 'north', 'gave', 'actual')).toMatchObject([{ low: 80, high: 150 }]);
      const alone = ledgerOf({ slots: slotsTo, claims: claims.slice(0, 1), absences: [] });
      expect(totalsOf([{ swap: 's', legs: alone }], 'north', 'gave', 'actual')).toMatchObject([{ low: 70 }]);
    });

    it('and takes the parts of one partition for a leg without a number, open above', () => {
      const [total] = gave(said('n-1', '8'), said('n-2', '9'), said('n-men', '12'));
      expect(total).toMatchObject({ low: 17, high: null });
      expect([names(total?.inputs), names(total?.notStated)]).toEqual([['n-1', 'n-2'], ['n']]);
    });
  });

  it('lists for each kind of unit the legs that are not counted in it', () => {
    const first = swapOf('s1', [named(legClaim('a', 'actual', count('3', 'family'), 'one'))]);
    const second = swapOf('s2', [named(legClaim('a', 'actual', '10', 'one'))]);
    expect(totalsOf([first, second], 'kyiv', 'gave', 'actual')).toMatchObject([
      { counts: 'family', low: 3, high: null, notStated: [{ swap: 's2' }] },
      { counts: 'person', low: 10, high: null, notStated: [{ swap: 's1' }] },
    ]);
  });
});
