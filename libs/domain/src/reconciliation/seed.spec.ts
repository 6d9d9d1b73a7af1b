import { describe, expect, it } from '@jest/globals';
import { reconcileEstimates, reconcileSwap } from './reconciliation.ts';
import { lines, nameOf, quantity } from './testing/read.ts';
import { seedEstimates, seedSwap } from './testing/seed.ts';

const results = reconcileSwap(seedSwap);
const estimatesOf = (holder: string) => reconcileEstimates({ holder, estimates: seedEstimates });

/** All that is found, list by list: what is not written here would be an invention. */
const expected = {
  'a planned': {
    identical: ['firm sameSource: 306 is claimed 2 times'],
    sums: ['possible mixed: 207 + 99 = 306'],
  },
  'a actual': {
    identical: ['firm mixed: 233 is claimed 3 times'],
    rounds: [
      'possible mixed: about 235 may round 233: |235 − 233| = 2 ≤ 2.5',
      'possible mixed: about 235 may round 237: |235 − 237| = 2 ≤ 2.5',
    ],
    sums: ['firm sameSource: 160 + 73 = 233', 'possible mixed: 160 + 75 = 235'],
    explanations: [
      'possible mixed: 160 + 73 = 233; 160 + 75 = 235',
      'possible mixed: 306 − 20 − 40 = 246',
      'possible mixed: 306 − 29 − 40 = 237',
    ],
    contradictions: [
      'firm mixed: 233, 237 and 246 exclude each other',
      'possible mixed: about 235 is not 246',
      'possible mixed: 160 + 75 = 235, not 237',
      'possible mixed: 160 + 75 = 235, not 246',
    ],
  },
  'a-dnr planned': {},
  'a-dnr actual': { identical: ['firm mixed: 160 is claimed 2 times'] },
  'a-lnr planned': {},
  'a-lnr actual': { contradictions: ['firm mixed: 73 and 75 exclude each other'] },
  'b actual': {
    identical: ['firm mixed: 73 is claimed 2 times', 'firm mixed: 74 is claimed 3 times'],
    sums: ['firm sameSource: 58 + 16 = 74'],
    explanations: ['possible mixed: 74 − 1 = 73'],
    contradictions: ['firm sameSource: 58 + 16 = 74, not 73', 'firm mixed: 73 and 74 exclude each other'],
  },
  'b-dnr actual': { identical: ['firm mixed: 58 is claimed 2 times'] },
  'b-lnr actual': { identical: ['firm mixed: 16 is claimed 2 times'] },
};

describe('the contradicting reports of December 2017', () => {
  it('gives every check, each with its grade, and nothing else', () => {
    expect(Object.fromEntries(results.map((result) => [nameOf(result.quantity), lines(result)]))).toEqual(expected);
  });

  it('names whose own account a sum is, and which claims make it', () => {
    const [sum] = quantity(results, 'a actual').sums;
    expect(sum!.accounts).toEqual([
      { source: 'hromadske', claimant: null, claims: ['a-dnr/actual/160/hromadske', 'a-lnr/actual/73/hromadske'] },
    ]);
    expect(sum!.terms.map(({ role, leg, amount }) => [role, leg, amount.low])).toEqual([
      ['addend', 'a-dnr', 160],
      ['addend', 'a-lnr', 73],
      ['result', 'a', 233],
      ['claimed', 'a', 233],
    ]);
  });

  it('says on which part the sums differ, and that "about 235" may be no sum at all', () => {
    const explanation = quantity(results, 'a actual').explanations.find(({ kind }) => kind === 'onePart');
    expect(explanation!.note).toBe(
      'the sums differ in one part alone, a-lnr; about 235 may be this 235, if it is that sum and not a rounding',
    );
  });

  it('grades the explanation by those who refused as one source, once that source states the plan too', () => {
    const herald = { ...seedSwap.claims[0]!, claim: 'plan in the same article', sources: ['kyivpost'] };
    const { explanations } = quantity(reconcileSwap({ ...seedSwap, claims: [...seedSwap.claims, herald] }), 'a actual');
    const found = explanations.find(({ text }) => text === '306 − 29 − 40 = 237');
    expect(found).toMatchObject({ grade: 'sameSource', strength: 'firm', note: '29 refused, 40 absent' });
  });

  it('refers from a contradiction to what accounts for a side of it, and to nothing else', () => {
    const { contradictions, explanations } = quantity(results, 'a actual');
    const references = contradictions.map(({ text, explainedBy }) => [
      text,
      explainedBy.map((at) => explanations[at]!.text),
    ]);
    expect(Object.fromEntries(references)).toEqual({
      '233, 237 and 246 exclude each other': ['306 − 20 − 40 = 246', '306 − 29 − 40 = 237'],
      'about 235 is not 246': ['306 − 20 − 40 = 246'],
      '160 + 75 = 235, not 237': ['306 − 29 − 40 = 237'],
      '160 + 75 = 235, not 246': ['306 − 20 − 40 = 246'],
    });
  });

  it('lets the headline contradict its own parts, and says what would net it', () => {
    const { contradictions, explanations } = quantity(results, 'b actual');
    const own = contradictions.find(({ kind }) => kind === 'parts')!;
    expect(own.note).toBe('the parts exceed the whole');
    expect(own.accounts.map(({ source }) => source)).toEqual(['hromadske']);
    expect(own.explainedBy.map((at) => explanations[at]!.text)).toEqual(['74 − 1 = 73']);
  });

  it('keeps the estimates apart by scope and date, and hedges where one is unstated', () => {
    expect(lines(estimatesOf('russia'))).toEqual({
      entails: ['possible sameClaimant: more than 2,200 entails more than 2,000, if the scope is the same'],
      scopeMismatch: [
        'firm sameSource: more than 30 and more than 2,000 have different scopes',
        'firm mixed: more than 30, more than 2,000, more than 2,200 and more than 5,000 have different dates',
      ],
    });
    expect(lines(estimatesOf('separatists'))).toEqual({
      contradictions: [
        'possible mixed: 93 and 103 exclude each other, if the scope is the same',
        'possible mixed: about 94 is not 93 and 103, if the scope is the same',
      ],
    });
    expect(lines(estimatesOf('ukraine'))).toEqual({});
  });
});
