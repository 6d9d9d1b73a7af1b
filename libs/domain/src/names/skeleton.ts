import { soundsOf } from './sounds.ts';

const DOUBLE = /(.)\1+/gu;

/** Glides before vowels are written in many ways (ia, ya, ja, ’я) and left out in as many; at the beginning of a word they are kept. */
const foldOnce = (sounds: string): string =>
  sounds
    .replaceAll(DOUBLE, '$1')
    .replace(/^ie/, 'e')
    .replaceAll(/(?!^)i(?=[aeou])/g, '')
    .replaceAll('ou', 'u')
    .replaceAll('ts', 'c')
    .replaceAll('šč', 'š')
    // Endings of patronymics, of family names in -ов and -ев (which ё makes one), and of names in -ий, -ей, -ій.
    .replace(/[aeiou]+vič$/, 'ovič')
    .replace(/[aeiou]+vna$/, 'ovna')
    .replace(/(?<=.{3})ev(a?)$/, 'ov$1')
    .replace(/(?<=.{2})ei$/, 'i');

function fold(sounds: string): string {
  const folded = foldOnce(sounds);
  return folded === sounds ? folded : fold(folded);
}

/**
 * What of a word's sound every spelling of it keeps; the same for Сенцов, Сєнцов, Sentsov and Sencow. One skeleton for each way the word
 * may be read, the likeliest first. Takes a word in lower case (see `wordsOf`).
 */
export const skeletonsOf = (word: string): readonly string[] => [...new Set(soundsOf(word).map(fold))];
