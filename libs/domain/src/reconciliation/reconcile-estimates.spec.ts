import { describe, expect, it } from '@jest/globals';
import { reconcileEstimates } from './reconciliation.ts';
import { type About, day, estimate, scope } from './testing/claims.ts';
import { lines } from './testing/read.ts';
import type { EstimateClaim } from './types.ts';

const may = day('2031-05-02');
const camps = scope('in the camps');
const known: About = { scope: camps, date: may };
const of = (...estimates: readonly EstimateClaim[]) => lines(reconcileEstimates({ holder: 'h', estimates }));
const said = (words: string, by: string, about: About = known) => estimate('h', words, by, about);

describe('estimates of one scope and date', () => {
  it('contradict by their bounds, entail by their bounds, and agree word by word', () => {
    expect(of(said('120', 'x'), said('150', 'y'), said('>100', 'z'), said('120', 'z'))).toEqual({
      identical: ['firm mixed: 120 is claimed 2 times'],
      entails: ['firm mixed: 120 and 150 entail more than 100'],
      contradictions: ['firm mixed: 120 and 150 exclude each other'],
    });
    expect(of(said('<100', 'x'), said('120', 'y'), said('150', 'x'))).toEqual({
      contradictions: [
        'firm mixed: fewer than 100 excludes 120 and 150',
        'firm mixed: 120 and 150 exclude each other',
      ].sort(),
    });
  });

  it('"more than 9" and "at least 10" are not identical, and each follows from the other', () => {
    expect(of(said('>9', 'x'), said('>=10', 'y'))).toEqual({
      entails: ['firm mixed: at least 10 entails more than 9', 'firm mixed: more than 9 entails at least 10'],
    });
  });

  it('a claimed zero contradicts one, a vague word contradicts nothing', () => {
    expect(of(said('0', 'x'), said('>=1', 'y'), said('several', 'z'), said('all', 'z'))).toEqual({
      contradictions: ['firm mixed: at least 1 excludes 0'],
    });
  });

  it('vague words are identical only as words', () => {
    expect(of(said('several', 'x'), said('several', 'y'), said('dozens', 'y'))).toEqual({
      identical: ['firm mixed: "several" is claimed 2 times'],
    });
  });

  it('rounds by half of the last place, or by fives', () => {
    expect(of(said('~200', 'x'), said('249', 'y')).rounds).toHaveLength(1);
    expect(of(said('~200', 'x'), said('251', 'y')).rounds).toBeUndefined();
    expect(of(said('~250', 'x'), said('226', 'y')).rounds).toHaveLength(1);
    expect(of(said('~94', 'x'), said('93', 'y')).rounds).toBeUndefined();
    expect(of(said('~0', 'x'), said('1', 'y')).rounds).toBeUndefined();
  });
});

describe('estimates of other scopes and dates', () => {
  it('are neither compared nor added', () => {
    expect(of(said('120', 'x'), said('150', 'y', { ...known, scope: scope('in the towns') }))).toEqual({
      scopeMismatch: ['firm mixed: 120 and 150 have different scopes'],
    });
    expect(of(said('120', 'x'), said('150', 'y', { ...known, date: day('2031-06') }))).toEqual({
      scopeMismatch: ['firm mixed: 120 and 150 have different dates'],
    });
    const rules: [About, About] = [
      { ...known, inclusion: 'soldiers only' },
      { ...known, inclusion: 'civilians only' },
    ];
    expect(of(said('120', 'x', rules[0]), said('120', 'y', rules[1]))).toEqual({
      scopeMismatch: ['firm mixed: 120 and 120 have different inclusion rules'],
    });
  });

  it('are compared under a condition where one does not say', () => {
    const undated = { ...known, date: null };
    expect(of(said('120', 'x'), said('150', 'y', undated))).toEqual({
      contradictions: ['possible mixed: 120 excludes 150, if the date is the same'],
    });
    expect(of(said('120', 'x', {}), said('120', 'y'))).toEqual({
      identical: ['possible mixed: both say 120, if the scope and the date are the same'],
    });
    expect(of(said('>120', 'x', { date: day('2031-05') }), said('130', 'y'))).toEqual({
      entails: ['possible mixed: 130 entails more than 120, if the scope and the date are the same'],
    });
  });

  it('the same scope in other words is the same scope where its parts are recorded', () => {
    const kinds = ['prison', 'remand'];
    const other = scope('behind bars', [...kinds].reverse());
    const both = [
      said('5', 'x', { ...known, scope: scope('jailed', kinds) }),
      said('5', 'y', { ...known, scope: other }),
    ];
    expect(of(...both)).toEqual({ identical: ['firm mixed: 5 is claimed 2 times'] });
  });

  it('without a holder are held against those that one source has beside them, if the holder is the same', () => {
    const nobodys = { ...estimate('h', '>30', 'p @x', known), holder: null };
    const own = said('20', 'x');
    const result = reconcileEstimates({ holder: 'h', estimates: [own, nobodys] });
    expect(lines(result)).toEqual({
      contradictions: ['possible sameSource: more than 30 excludes 20, if the holder is the same'],
    });
    expect(result.claims.map(({ claim }) => claim)).toEqual([own.claim]);
    const apart = { ...nobodys, scope: scope('in prison'), date: null };
    expect(of(own, apart)).toEqual({ scopeMismatch: ['firm sameSource: 20 and more than 30 have different scopes'] });
    expect(of(own, { ...nobodys, sources: ['elsewhere'] })).toEqual({});
    expect(of({ ...own, ...{ scope: null, date: null } }, nobodys).contradictions).toEqual([
      'possible sameSource: more than 30 excludes 20, if the holder, the scope and the date are the same',
    ]);
    expect(of(nobodys)).toEqual({});
  });

  it('families are not persons, and other holders are other questions', () => {
    const families = said('5', 'y', { ...known, counts: 'family' });
    expect(of(said('9', 'x'), families, estimate('other', '7', 'z', known))).toEqual({
      scopeMismatch: ['firm mixed: 5 (family) and 9 (person) count different things'],
    });
  });
});
