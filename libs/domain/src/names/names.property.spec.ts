import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { askedKeys, keysOfName } from './keys.ts';
import { askedName, matchName } from './match.ts';
import { skeletonsOf } from './skeleton.ts';
import { transliterate } from './transliteration.ts';

/** Words of open syllables, as most names are, with the endings of family names. */
function names(consonants: string, vowels: string, endings: readonly string[]) {
  const syllable = fc
    .tuple(fc.constantFrom(...consonants), fc.constantFrom(...vowels))
    .map((letters) => letters.join(''));
  return fc
    .tuple(fc.array(syllable, { minLength: 2, maxLength: 4 }), fc.constantFrom(...endings))
    .map(([syllables, ending]) => syllables.join('') + ending);
}

const ukrainian = names('бвгґджзклмнпрстфхцчшщ', 'аеєиіїоуюя', ['', 'нко', 'чук', 'ський', 'в', 'н', 'лій']);
const russian = names('бвгджзклмнпрстфхцчшщ', 'аеёиоуыэюя', ['', 'нко', 'ский', 'в', 'н', 'лий', 'ль']);

const isFound = (asked: string, held: string): boolean => {
  const keys = new Set(keysOfName(held));
  return askedKeys(askedName(asked)).needed.every((list) => list.some((key) => keys.has(key)));
};

describe('skeletons', () => {
  it('of a skeleton are the skeleton itself', () => {
    fc.assert(
      fc.property(fc.oneof(ukrainian, russian), (name) => {
        for (const skeleton of skeletonsOf(name)) expect(skeletonsOf(skeleton)[0]).toBe(skeleton);
      }),
    );
  });

  it('are the same for a name and its transliteration, which finds it by its keys', () => {
    const cases = fc.oneof(
      ukrainian.map((name) => [name, 'uk-55-2010'] as const),
      russian.map((name) => [name, 'ru-icao-9303'] as const),
      russian.map((name) => [name, 'ru-bgn-pcgn'] as const),
    );
    fc.assert(
      fc.property(cases, ([name, table]) => {
        const latin = transliterate(name, table);
        expect(latin).toMatch(/^[a-zë’]+$/);
        expect(matchName(askedName(latin), name)).toMatchObject({ kind: 'transliteration', distance: 0 });
        expect(matchName(askedName(name), latin)).toMatchObject({ kind: 'transliteration', distance: 0 });
        expect(isFound(latin, name) && isFound(name, latin)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

/** Changes one letter behind the first: leaves it out, doubles it with another, replaces it, swaps it with the next. */
const slips = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('left out', 'added', 'replaced', 'swapped'),
  letter: fc.constantFrom(...'абвгдезиклмнопрсту'),
});

function slipped(name: string, { at, how, letter }: { at: number; how: string; letter: string }): string {
  const index = 1 + (at % (name.length - 1));
  const [before, own, after] = [name.slice(0, index), name.charAt(index), name.slice(index + 1)];
  if (how === 'left out') return before + after;
  if (how === 'added') return before + letter + own + after;
  if (how === 'replaced') return before + letter + after;
  return before + after.charAt(0) + own + after.slice(1);
}

describe('keys', () => {
  it('of a word and of what is taken for a misspelling of it meet', () => {
    let matched = 0;
    fc.assert(
      fc.property(ukrainian, slips, slips, fc.boolean(), (name, one, other, twice) => {
        const wrong = twice ? slipped(slipped(name, one), other) : slipped(name, one);
        if (matchName(askedName(wrong), name) === null) return;
        matched += 1;
        expect(isFound(wrong, name)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(matched).toBeGreaterThan(1_000);
  });

  it('are made of any text, and any two texts can be held against each other', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...'hcjszщyoĞ’\u0301. -'), maxLength: 200 }),
    );
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        expect(keysOfName(one).length).toBeLessThan(2_000);
        expect(keysOfName(one)).toEqual(keysOfName(one));
        matchName(askedName(one), other);
        if (askedKeys(askedName(one)).needed.length > 0) expect(matchName(askedName(one), one)?.kind).toBe('exact');
      }),
    );
  });

  it('are sorted, each once, and as few as an index can bear', () => {
    fc.assert(
      fc.property(fc.array(ukrainian, { minLength: 1, maxLength: 3 }), (words) => {
        const keys = keysOfName(words.join(' '));
        expect(keys).toEqual([...new Set(keys)].sort((one, other) => one - other));
        expect(keys.length).toBeLessThanOrEqual(20 * words.length);
      }),
    );
  });
});
