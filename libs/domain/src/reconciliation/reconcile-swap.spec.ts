import { describe, expect, it } from '@jest/globals';
import { reconcileSwap } from './reconciliation.ts';
import { absence, count, legClaim, slot } from './testing/claims.ts';
import { findingsOf, lines, nameOf, quantity } from './testing/read.ts';
import type { AbsenceClaim, LegClaim } from './types.ts';

const slots = [
  slot('out', 'north', null),
  slot('out-east', 'north', 'east', 'out'),
  slot('out-west', 'north', 'west', 'out'),
  slot('out-east-1', 'north', 'east', 'out-east'),
  slot('out-east-2', 'north', 'east', 'out-east'),
];
const of = (name: string, claims: readonly LegClaim[], absences: readonly AbsenceClaim[] = []) =>
  quantity(reconcileSwap({ slots, claims, absences }), name);
const actual = (leg: string, words: string, said: string) => legClaim(leg, 'actual', words, said);
const planned = (leg: string, words: string, said: string) => legClaim(leg, 'planned', words, said);

describe('sums of parts', () => {
  it('need a number for every part', () => {
    expect(of('out actual', [actual('out', '40', 'x'), actual('out-east', '40', 'x')]).sums).toEqual([]);
  });

  it('add parts of one partition only: days are never mixed with parties', () => {
    const day = (leg: string) => ({ ...slot(leg, 'north', null, 'out'), partBy: 'day' as const });
    const claims = [
      actual('out', '10', 'x'),
      actual('out-east', '4', 'x'),
      actual('out-west', '6', 'x'),
      actual('first', '4', 'x'),
      actual('second', '6', 'x'),
    ];
    const results = reconcileSwap({ slots: [...slots, day('first'), day('second')], claims, absences: [] });
    const { sums } = quantity(results, 'out actual');
    expect(sums.map(({ terms }) => terms.slice(0, 2).map(({ leg }) => leg))).toEqual([
      ['first', 'second'],
      ['out-east', 'out-west'],
    ]);
  });

  it("take a part by its own parts where nobody states it, or where that makes it one source's account", () => {
    const claims = [
      actual('out', '60', 'x'),
      actual('out-west', '20', 'x'),
      actual('out-east-1', '15', 'x'),
      actual('out-east-2', '25', 'x'),
    ];
    expect(lines(of('out actual', claims)).sums).toEqual(['firm sameSource: (15 + 25) + 20 = 60']);
    const stated = [...claims, actual('out-east', '40', 'y')];
    expect(lines(of('out actual', stated)).sums).toEqual(['firm sameSource: (15 + 25) + 20 = 60']);
    expect(lines(of('out actual', [...claims, actual('out-east', '40', 'x')])).sums).toEqual([
      'firm sameSource: 40 + 20 = 60',
    ]);
  });

  it('tell every way to a number', () => {
    const claims = [
      actual('out', '30', 'x'),
      ...['10', '14'].map((words) => actual('out-east', words, 'y')),
      ...['20', '16'].map((words) => actual('out-west', words, 'z')),
    ];
    expect(lines(of('out actual', claims)).sums).toEqual([
      'possible mixed: 10 + 20 = 30',
      'possible mixed: 14 + 16 = 30',
    ]);
  });

  it.each([
    ['>100', '>50', '>151', 'firm sameSource: more than 100 + more than 50 = more than 151', null],
    ['>100', '50', '>120', 'firm sameSource: more than 100 + 50 = more than 150', 'which entails more than 120'],
    ['100', '50', '>=150', 'firm sameSource: 100 + 50 = 150', 'which entails at least 150'],
    ['10..15', '5', '18', 'possible sameSource: 10 to 15 + 5 = 15 to 20', 'which allows 18'],
    ['<=10', '<6', '<=15', 'firm sameSource: at most 10 + fewer than 6 = at most 15', null],
    ['100', '52', '~150', 'possible sameSource: 100 + 52 = 152', 'about 150 may round 152'],
    ['~100', '50', '~150', 'firm sameSource: about 100 + 50 = about 150', null],
  ])('keep the bounds: %s and %s against %s', (east, west, total, line, note) => {
    const result = of('out actual', [
      actual('out', total, 'x'),
      actual('out-east', east, 'x'),
      actual('out-west', west, 'x'),
    ]);
    expect(lines(result).sums).toEqual([line]);
    expect(result.sums[0]!.note).toBe(note);
    expect(result.contradictions).toEqual([]);
  });

  it('do not put a vague word, "all" or a denied number into arithmetic', () => {
    const denied = { ...actual('out-west', '20', 'y'), stance: 'false-certain' as const };
    const claims = ['several', 'all'].map((words) => actual('out-west', words, 'x'));
    const result = of('out actual', [actual('out', '60', 'x'), actual('out-east', '40', 'x'), ...claims, denied]);
    expect(findingsOf(result)).toEqual([]);
  });
});

describe('claimants who are not certain', () => {
  const unsure = (claim: LegClaim): LegClaim => ({ ...claim, stance: 'true-uncertain' });
  const [whole, east, west] = [actual('out', '10', 'x'), actual('out-east', '4', 'x'), actual('out-west', '6', 'x')];
  const strength = (...claims: LegClaim[]) =>
    of('out actual', claims).sums.map((sum) => `${sum.strength} ${sum.note ?? ''}`.trim());

  it('make what rests on them possible', () => {
    expect(strength(whole, east, west)).toEqual(['firm']);
    expect(strength(whole, east, unsure(west))).toEqual(['possible by a claimant who is not certain']);
    const [conflict] = of('out actual', [whole, unsure(actual('out', '12', 'y'))]).contradictions;
    expect(conflict).toMatchObject({ kind: 'claims', strength: 'possible' });
  });

  it('weaken nothing where another account is certain of all of it', () => {
    const others = [actual('out-east', '4', 'y'), actual('out-west', '6', 'y')];
    expect(strength(whole, east, unsure(west), ...others)).toEqual(['firm']);
    expect(strength(whole, unsure(east), west, unsure(others[1]!), others[0]!)).toEqual([
      'possible by a claimant who is not certain',
    ]);
  });

  it('say the same as others all the same', () => {
    expect(of('out actual', [whole, unsure(actual('out', '10', 'y'))]).identical).toMatchObject([{ strength: 'firm' }]);
  });
});

describe('wholes against their parts', () => {
  const parts = [actual('out-east', '40', 'y'), actual('out-west', '25', 'z')];

  it('a whole below its parts is a contradiction; above, a part may be missing', () => {
    const low = of('out actual', [actual('out', '60', 'x'), ...parts]).contradictions;
    expect(low).toMatchObject([{ kind: 'parts', strength: 'firm', text: '40 + 25 = 65, not 60', grade: 'mixed' }]);
    const high = of('out actual', [actual('out', '70', 'x'), ...parts]).contradictions;
    expect(high).toMatchObject([{ kind: 'parts', strength: 'possible', text: '40 + 25 = 65, not 70' }]);
  });

  it("a source contradicts its own parts though others' parts give its number", () => {
    const own = [actual('out-east', '40', 'x'), actual('out-west', '20', 'x')];
    const result = of('out actual', [actual('out', '65', 'x'), ...own, actual('out-west', '25', 'z')]);
    expect(lines(result)).toMatchObject({
      sums: ['possible mixed: 40 + 25 = 65'],
      contradictions: ['possible sameSource: 40 + 20 = 60, not 65'],
    });
  });

  it('is silent where the bounds leave room', () => {
    expect(of('out actual', [actual('out', '<90', 'x'), ...parts]).contradictions).toEqual([]);
  });
});

describe('declines and no-shows', () => {
  const plan = planned('out', '100', 'x');

  it('explain an actual number from the plan, each kind at most once', () => {
    const absences = [
      absence('out', 'refused', '5', 'x'),
      absence('out', 'refused', '8', 'x'),
      absence('out', 'absent', '10', 'x'),
    ];
    const at = (words: string) => lines(of('out actual', [plan, actual('out', words, 'x')], absences)).explanations;
    expect(at('85')).toEqual(['firm sameSource: 100 − 5 − 10 = 85']);
    expect(at('92')).toEqual(['firm sameSource: 100 − 8 = 92']);
    expect(at('87')).toBeUndefined();
    expect(at('100')).toBeUndefined();
  });

  it('of a part are missing from the whole, by name as well as by number', () => {
    const named: AbsenceClaim = { ...absence('out-east-1', 'alreadyFree', '1', 'x'), count: null, named: 3 };
    const result = of('out actual', [plan, actual('out', '97', 'x')], [named]);
    expect(lines(result).explanations).toEqual(['firm sameSource: 100 − 3 = 97']);
    expect(result.explanations[0]!.note).toBe('3 already free (out-east-1)');
  });

  it('are told for the part they belong to, never for its neighbour', () => {
    const claims = [planned('out-west', '30', 'x'), actual('out-west', '27', 'x')];
    expect(of('out-west actual', claims, [absence('out-east', 'refused', '3', 'x')]).explanations).toEqual([]);
  });

  it('lower a plan that is known by its parts alone', () => {
    const claims = [planned('out-east', '60', 'x'), planned('out-west', '40', 'x'), actual('out', '95', 'x')];
    const { explanations } = of('out actual', claims, [absence('out', 'refused', '5', 'x')]);
    expect(explanations.map(({ text }) => text)).toEqual(['(60 + 40) − 5 = 95']);
  });

  it('given as a range allow what lies in it, which is possible and no more', () => {
    const { explanations } = of(
      'out actual',
      [plan, actual('out', '88', 'x')],
      [absence('out', 'refused', '10..15', 'x')],
    );
    expect(explanations).toMatchObject([
      { text: '100 − 10 to 15 = 85 to 90', strength: 'possible', note: '10 to 15 refused; which allows 88' },
    ]);
  });

  it('without an upper bound would fit anything, so nothing is offered', () => {
    expect(
      of('out actual', [plan, actual('out', '60', 'x')], [absence('out', 'refused', '>10', 'x')]).explanations,
    ).toEqual([]);
  });

  it('lower an actual number possibly, never surely, and never by none', () => {
    const claims = [actual('out', '50', 'x'), actual('out', '48', 'x')];
    const { explanations } = of('out actual', claims, [
      absence('out', 'stayed', '2', 'x'),
      absence('out', 'absent', '0', 'x'),
    ]);
    expect(lines(of('out actual', claims, [absence('out', 'stayed', '2', 'x')])).explanations).toEqual([
      'possible sameSource: 50 − 2 = 48',
    ]);
    expect(explanations.map(({ text }) => text)).toEqual(['50 − 2 = 48']);
  });
});

describe('quantities', () => {
  it('are those that somebody states a number for; a total for the whole swap only then', () => {
    const whole = [
      slot('whole', null, null),
      slot('there', 'north', 'east', 'whole'),
      slot('back', 'east', 'north', 'whole'),
    ];
    const claims = [actual('there', '7', 'x'), actual('back', '3', 'x'), { ...actual('whole', '9', 'x'), count: null }];
    expect(reconcileSwap({ slots: whole, claims, absences: [] }).map((each) => nameOf(each.quantity))).toEqual([
      'back actual',
      'there actual',
    ]);
    const stated = [...claims, actual('whole', '10', 'y')];
    const result = quantity(reconcileSwap({ slots: whole, claims: stated, absences: [] }), 'whole actual');
    expect(lines(result)).toEqual({ sums: ['firm sameSource: 3 + 7 = 10'] });
  });

  it('keep persons and families apart and say so', () => {
    const families = legClaim('out', 'actual', count('12', 'family'), 'x');
    const result = of('out actual', [
      actual('out', '40', 'x'),
      families,
      legClaim('out-east', 'actual', count('12', 'family'), 'x'),
      actual('out-west', '28', 'x'),
    ]);
    expect(lines(result)).toEqual({
      scopeMismatch: ['firm sameSource: 12 (family) and 40 (person) count different things'],
    });
  });

  it('list the wordings of the units that were added', () => {
    const captives = (leg: string, words: string, asWritten: string) =>
      legClaim(leg, 'actual', count(words, 'person', { unit: { asWritten, counts: 'person' } }), 'x');
    const { sums } = of('out actual', [
      captives('out', '9', 'captives'),
      captives('out-east', '5', 'nationals'),
      captives('out-west', '4', 'captives'),
    ]);
    expect(sums[0]!.units).toEqual(['captives', 'nationals']);
  });

  it('show a number that is denied as one more contradiction', () => {
    const denied = (stance: 'false-certain' | 'false-uncertain') =>
      lines(of('out actual', [actual('out', '40', 'x'), { ...actual('out', '40', 'y'), stance }])).contradictions;
    expect(denied('false-certain')).toEqual(['firm mixed: 40 is claimed and denied']);
    expect(denied('false-uncertain')).toEqual(['possible mixed: 40 is claimed and denied']);
  });

  it('survive slots that are their own ancestors', () => {
    const ring = [
      slot('p', 'n', 'e', 'q'),
      slot('q', 'n', 'e', 'p'),
      slot('r', 'n', 'e', 'q'),
      slot('s', 'n', 'e', 'p'),
    ];
    const claims = [actual('p', '1', 'x'), actual('q', '2', 'x'), actual('r', '3', 'x'), actual('s', '4', 'x')];
    expect(reconcileSwap({ slots: ring, claims, absences: [absence('p', 'refused', '1', 'x')] })).toHaveLength(4);
  });
});
