import { describe, expect, it } from '@jest/globals';
import { describeReconciliation, reconcileEstimates, reconcileSwap } from './reconciliation.ts';
import { absence, estimate, legClaim, scope, slot } from './testing/claims.ts';
import { quantity } from './testing/read.ts';

const slots = [
  slot('out', 'north', null),
  slot('out-1', 'north', 'east', 'out'),
  slot('out-2', 'north', 'west', 'out'),
];
const swap = () =>
  reconcileSwap({
    slots,
    claims: [
      legClaim('out', 'actual', '1200', 'ann @news'),
      legClaim('out', 'actual', '~1250', 'bo @radio'),
      legClaim('out', 'actual', '1210', 'bo @paper'),
      legClaim('out-1', 'actual', '900', 'ann @news'),
      legClaim('out-2', 'actual', '300', 'ann @news'),
      legClaim('out', 'planned', '1215', 'bo @paper'),
    ],
    absences: [absence('out', 'refused', '5', 'bo @paper')],
  });

describe('a reconciliation as text', () => {
  it('names claims, arithmetic, grades and what explains what', () => {
    const labels = {
      party: (id: string) => ({ north: 'the North', east: 'the East' })[id],
      source: (id: string) => ({ news: 'Daily News', paper: 'The Paper' })[id],
      claim: (id: string) => id.split('/').at(-1),
      leg: () => null,
    };
    expect(describeReconciliation(quantity(swap(), 'out actual'), labels))
      .toBe(`out, actual (the North → all or unstated)
  1,200 person: ann @news
  1,210 person: bo @paper
  about 1,250 person: bo @radio [“~1250”]
Sums of parts:
  900 + 300 = 1,200 — one source: Daily News
Explanations:
  1. explains 1,215 − 5 = 1,210 (5 refused) — one source: The Paper
Contradictions:
  1,200 and 1,210 exclude each other — several accounts
      see explanation 1
  possible: about 1,250 is not 1,200 and 1,210 (farther apart than rounding accounts for; "about" names no bounds, so they may still agree) — several accounts
      see explanation 1
  possible: 900 + 300 = 1,200, not 1,210 (the parts fall short of the whole, unless one is not reported) — several accounts
      see explanation 1
`);
  });

  it('shows ids where nobody gave a name, and what a number is about', () => {
    const said = [estimate('h', '>5', 'x', { scope: scope('in camps') }), estimate('h', '9', 'y')];
    expect(describeReconciliation(reconcileEstimates({ holder: 'h', estimates: said }))).toBe(`Held by h, as estimated
  more than 5 person: h/>5/x [“>5”, in camps]
  9 person: h/9/y
One follows from the other:
  possible: 9 entails more than 5, if the scope and the date are the same — several accounts
`);
  });

  it('says when not everything was looked at or listed', () => {
    const result = { ...quantity(swap(), 'out planned'), search: { steps: 1, complete: false, omitted: 3 } };
    expect(describeReconciliation(result)).toMatch(/cut off[^\n]*\n3 further findings are left out\.\n$/);
  });
});
