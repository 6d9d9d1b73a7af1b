import fc from 'fast-check';
import type { AbsenceClaim, AbsenceKind, EstimateClaim, LegClaim, LegPhase, SwapClaims } from '../types.ts';
import { absence, day, estimate, legClaim, scope, slot } from './claims.ts';

const small = fc.integer({ min: 0, max: 12 });
const exact = small.map(String);
const loose = fc.oneof(
  { weight: 4, arbitrary: exact },
  fc.tuple(fc.constantFrom('>', '>=', '<=', '~'), small).map(([sign, value]) => `${sign}${value}`),
  fc.tuple(small, fc.integer({ min: 1, max: 4 })).map(([from, more]) => `${from}..${from + more}`),
  fc.constantFrom('several', 'all'),
);

export const legs = ['w', 'w1', 'w2', 'w11', 'w12'] as const;
export const slots = [
  slot('w', 'n', null),
  slot('w1', 'n', 'e', 'w'),
  slot('w2', 'n', 's', 'w'),
  slot('w11', 'n', 'e', 'w1'),
  slot('w12', 'n', 'e', 'w1'),
];

const voices = fc
  .tuple(fc.constantFrom('ann', 'bo', 'cy'), fc.constantFrom('p', 'q', 'r'))
  .map(([who, where]) => `${who} @${where}`);
const phases = fc.constantFrom<LegPhase>('planned', 'actual');
const kinds = fc.constantFrom<AbsenceKind>('refused', 'stayed', 'absent');

const numbered = <Claim extends LegClaim | AbsenceClaim>(claims: readonly Claim[]): Claim[] =>
  claims.map((claim, index) => ({ ...claim, claim: `${index}:${claim.claim}` }));

/** Reports on a small swap with a nested part, by few voices about few numbers, so that much of it fits together by chance. */
export const swaps = (words: fc.Arbitrary<string> = loose): fc.Arbitrary<SwapClaims> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.constantFrom(...legs), phases, words, voices), { maxLength: 24 }),
      fc.array(fc.tuple(fc.constantFrom(...legs), kinds, words, voices), { maxLength: 6 }),
    )
    .map(([claims, absences]) => ({
      slots,
      claims: numbered(claims.map(([leg, phase, number, who]) => legClaim(leg, phase, number, who))),
      absences: numbered(absences.map(([leg, kind, number, who]) => absence(leg, kind, number, who))),
    }));

export const exactSwaps = swaps(exact);

const days = fc.constantFrom(null, day('2031-05-01'), day('2031-06-01'));
const scopes = fc.constantFrom(
  null,
  scope('in the camps'),
  scope('in the towns'),
  scope('jailed', ['jail']),
  scope('in jail', ['jail']),
);

/** Estimates of one holder, of few scopes and days. */
export const estimates: fc.Arbitrary<EstimateClaim[]> = fc
  .array(fc.tuple(loose, voices, scopes, days), { maxLength: 16 })
  .map((said) =>
    said.map(([words, who, stated, date], index) => ({
      ...estimate('h', words, who, { scope: stated, date }),
      claim: `${index}:${words}`,
    })),
  );
