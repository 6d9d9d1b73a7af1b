import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CountBounds } from '../counts/bounds.ts';
import { reconcileEstimates, reconcileSwap } from './reconciliation.ts';
import { calculate } from './testing/calculate.ts';
import { estimates, exactSwaps, swaps } from './testing/random.ts';
import { findingsOf, nameOf } from './testing/read.ts';
import type { AbsenceClaim, Finding, LegClaim, SwapClaims, Term } from './types.ts';

const arithmetic = (finding: Finding) => finding.terms.some(({ role }) => role === 'result');
const allFindings = (input: SwapClaims) => reconcileSwap(input).flatMap(findingsOf);
const everyClaim = ({ claims, absences }: SwapClaims) => [...claims, ...absences];

/** Interval arithmetic written anew: an open side stays open, and nobody is fewer than none. */
function total(terms: readonly Term[], side: 'low' | 'high'): number | null {
  const other = side === 'low' ? 'high' : 'low';
  const numbers = terms.map(({ role, amount }) => (role === 'subtrahend' ? amount[other] : amount[side]));
  if (numbers.includes(null)) return null;
  return terms.reduce((sum, { role }, index) => sum + (role === 'subtrahend' ? -1 : 1) * numbers[index]!, 0);
}

function expectTrue(equation: readonly Term[]) {
  const result = equation.find(({ role }) => role === 'result')!.amount;
  const terms = equation.filter(({ role }) => ['addend', 'minuend', 'subtrahend'].includes(role));
  const low = total(terms, 'low');
  expect(result.high).toBe(total(terms, 'high'));
  const floor = terms.some(({ role }) => role === 'subtrahend') && result.high !== null;
  expect(result.low).toBe(floor ? Math.max(0, low ?? 0) : low);
  if (result.low !== null && result.low === result.high) expect(result.best).toBe(result.low);
  else if (result.best !== null)
    expect(result.best).toBe(
      terms.reduce((sum, { role, amount }) => sum + (role === 'subtrahend' ? -1 : 1) * amount.best!, 0),
    );
}

function expectStated({ amount, leg, phase, absence }: Term, claim: LegClaim | AbsenceClaim) {
  // "At most 0" is 0, although whoever says so names no best number.
  const bounds = ({ low, best, high }: CountBounds) => ({ low, best: low === high ? low : best, high });
  expect(bounds(claim.count!)).toEqual(bounds(amount));
  if (leg !== null) expect(claim.leg).toBe(leg);
  if (phase !== null) expect((claim as LegClaim).phase).toBe(phase);
  if (absence !== null) expect('kind' in claim && claim.kind).toBe(absence);
}

/** Which numbers of which things a finding puts together. */
const computedFrom = ({ kind, text, terms }: Finding): string =>
  [
    kind,
    text,
    ...terms.map(({ role, leg, phase, absence, amount }) => [role, leg, phase, absence, amount.text].join()),
  ].join();

const shuffled = <Item>(items: readonly Item[], seed: number): Item[] =>
  items
    .map((item, index) => ({ item, order: Math.sin(seed + index * 7.1) }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);

describe('whatever was reported', () => {
  it('the order in which it came in makes no difference', () => {
    fc.assert(
      fc.property(swaps(), fc.integer(), (input, seed) => {
        const { slots, claims, absences } = input;
        const other = {
          slots: shuffled(slots, seed),
          claims: shuffled(claims, seed),
          absences: shuffled(absences, seed),
        };
        expect(reconcileSwap(other)).toEqual(reconcileSwap(input));
      }),
      { numRuns: 80 },
    );
  });

  it('nor does it for estimates', () => {
    fc.assert(
      fc.property(estimates, fc.integer(), (said, seed) => {
        const other = { holder: 'h', estimates: shuffled(said, seed) };
        expect(reconcileEstimates(other)).toEqual(reconcileEstimates({ holder: 'h', estimates: said }));
      }),
    );
  });

  it('estimates that are said to differ in scope or date never agree, follow or contradict', () => {
    fc.assert(
      fc.property(estimates, (said) => {
        const given = new Map(said.map((each) => [each.claim, each]));
        const { identical, entails, rounds, contradictions } = reconcileEstimates({ holder: 'h', estimates: said });
        for (const { claims, terms, kind } of [...identical, ...entails, ...rounds, ...contradictions]) {
          const [first] = kind === 'entailment' ? terms.slice(-1) : terms;
          const about = (id: string, field: 'scope' | 'date') =>
            given.get(id)![field]?.asWritten.replace('in jail', 'jailed') ?? null;
          for (const field of ['scope', 'date'] as const) {
            const stated = claims.map((id) => about(id, field)).filter((words) => words !== null);
            const own = about(first!.claims[0]!, field);
            if (own !== null) expect(new Set(stated)).toEqual(new Set([own]));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('every equation is true, in its terms and in its words', () => {
    fc.assert(
      fc.property(swaps(), (input) => {
        for (const finding of allFindings(input).filter(arithmetic)) {
          const equations = new Set(finding.terms.map(({ equation }) => equation));
          for (const number of equations) expectTrue(finding.terms.filter(({ equation }) => equation === number));
          for (const words of finding.text.split('; ').map((each) => each.replace(/, not .*/, ''))) {
            if (/[a-z]/.test(words)) continue;
            const [left, right] = words.split(' = ');
            expect(calculate(left!)).toBe(calculate(right!));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('every claim named was given, states the number it is named for, and about the thing it is named for', () => {
    fc.assert(
      fc.property(swaps(), (input) => {
        const given = new Map(everyClaim(input).map((claim) => [claim.claim, claim]));
        for (const { claims, terms } of allFindings(input)) {
          expect(new Set(claims)).toEqual(new Set(terms.flatMap((term) => term.claims)));
          for (const term of terms) for (const id of term.claims) expectStated(term, given.get(id)!);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('the grade is the best that one claim for each number allows', () => {
    fc.assert(
      fc.property(swaps(), (input) => {
        const given = new Map(everyClaim(input).map((claim) => [claim.claim, claim]));
        for (const { kind, grade, terms, accounts } of allFindings(input)) {
          const graded = terms.filter(({ claims, role }) => claims.length > 0 && (kind !== 'sum' || role === 'addend'));
          const voicesOf = (pick: (id: string) => readonly string[]) =>
            graded.map(({ claims }) => new Set(claims.flatMap(pick)));
          const shared = (sets: readonly Set<string>[]) =>
            [...sets[0]!].some((voice) => sets.every((set) => set.has(voice)));
          const oneSource = shared(voicesOf((id) => given.get(id)!.sources));
          const oneClaimant = shared(voicesOf((id) => [given.get(id)!.claimant.id]));
          expect(grade).toBe(oneSource ? 'sameSource' : oneClaimant ? 'sameClaimant' : 'mixed');
          for (const { source, claimant, claims } of accounts)
            for (const { sources, claimant: by } of claims.map((id) => given.get(id)!))
              expect(source === null ? by : sources).toEqual(
                source === null ? claimant : expect.arrayContaining([source]),
              );
        }
      }),
      { numRuns: 100 },
    );
  });

  it('what is put together from several accounts never explains, nor does lowering what is said to have happened', () => {
    fc.assert(
      fc.property(swaps(), (input) => {
        for (const { explanations } of reconcileSwap(input))
          for (const { grade, kind, strength } of explanations)
            if (grade === 'mixed' || kind === 'actualLessAbsent') expect(strength).toBe('possible');
      }),
    );
  });

  it('nothing is offered once a number it rests on is no longer claimed', () => {
    fc.assert(
      fc.property(swaps(), fc.nat(), (input, pick) => {
        const offered = reconcileSwap(input).flatMap((result) =>
          [...result.sums, ...result.explanations].map((finding) => ({ name: nameOf(result.quantity), finding })),
        );
        if (offered.length === 0) return;
        const { name, finding } = offered[pick % offered.length]!;
        const bases = finding.terms.filter(({ role, claims }) => role !== 'claimed' && claims.length > 0);
        const gone = new Set(bases[pick % bases.length]!.claims);
        const rest = {
          ...input,
          claims: input.claims.filter(({ claim }) => !gone.has(claim)),
          absences: input.absences.filter(({ claim }) => !gone.has(claim)),
        };
        const left = reconcileSwap(rest).find((result) => nameOf(result.quantity) === name);
        const still = [...(left?.sums ?? []), ...(left?.explanations ?? [])];
        expect(still.map(computedFrom)).not.toContain(computedFrom(finding));
      }),
      { numRuns: 200 },
    );
  });
});

/** All sums and differences by trying everything: exactly one claim for each part, at most one for each kind. */
function bruteForce({ claims, absences }: SwapClaims) {
  const numbers = (leg: string, phase: string) => [
    ...new Set(claims.filter((each) => each.leg === leg && each.phase === phase).map(({ count }) => count!.value!)),
  ];
  const missing = (kind: string) => [
    null,
    ...new Set(
      absences.filter((each) => each.kind === kind && each.count!.value! > 0).map(({ count }) => count!.value!),
    ),
  ];
  const wholes = numbers('w11', 'actual');
  const sums = wholes.length === 0 ? [] : numbers('w12', 'actual').flatMap((b) => wholes.map((a) => [a, b] as const));
  const targets = numbers('w1', 'actual');
  const differences = numbers('w11', 'planned').flatMap((plan) =>
    missing('refused').flatMap((one) =>
      missing('stayed').flatMap((two) => missing('absent').map((three) => [plan, one, two, three])),
    ),
  );
  return {
    sums: sums.filter(([a, b]) => targets.includes(a + b)).map(([a, b]) => `${a} + ${b} = ${a + b}`),
    differences: differences
      .map((each) => each.filter((number) => number !== null))
      .filter((each) => each.length > 1)
      .map((each) => ({ each, rest: each.reduce((left, number) => left - number) }))
      .filter(({ rest }) => wholes.includes(rest))
      .map(({ each, rest }) => `${each.join(' − ')} = ${rest}`),
  };
}

describe('against a model that tries everything', () => {
  it('finds exactly the same sums and differences', () => {
    const onLeaf = (input: SwapClaims): SwapClaims => ({
      ...input,
      absences: input.absences.map((each) => ({ ...each, leg: 'w11' })),
    });
    fc.assert(
      fc.property(exactSwaps.map(onLeaf), (input) => {
        const results = reconcileSwap(input);
        const model = bruteForce(input);
        const at = (leg: string) => results.find((result) => nameOf(result.quantity) === `${leg} actual`);
        const sums = at('w1')?.sums.map(({ text }) => text) ?? [];
        expect(sums.sort()).toEqual(model.sums.sort());
        const found = at('w11')?.explanations.filter(({ kind }) => kind === 'plannedLessAbsent') ?? [];
        expect(found.map(({ text }) => text).sort()).toEqual(model.differences.sort());
      }),
      { numRuns: 200 },
    );
  });
});
