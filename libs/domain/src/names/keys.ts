import type { AskedName } from './match.ts';
import { firstLetterOf, mostWrong } from './misspelling.ts';
import { type NameWord, nameWordsOf, optionalWords } from './words.ts';

/** Letters at the beginning of a word that its keys are made of: enough to choose by, few enough for few keys. */
const PREFIX = 6;

const OFFSET = 0x811c9dc5;
/** FNV-1a in 32 bits, letter by letter: keys are integers, so that an index over them is small and holds no letters. */
const hashOn = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

function hashOf(text: string): number {
  let hash = OFFSET;
  for (let index = 0; index < text.length; index += 1) hash = hashOn(hash, text.charCodeAt(index));
  return hash | 0;
}

/** The keys of a text from `at` on, behind what is hashed already, with up to so many letters left out. */
function deletionKeys(text: string, at: number, hash: number, most: number, found: number[]): void {
  if (at === text.length) {
    found.push(hash | 0);
    return;
  }
  deletionKeys(text, at + 1, hashOn(hash, text.charCodeAt(at)), most, found);
  if (most > 0) deletionKeys(text, at + 1, hash, most - 1, found);
}

/**
 * Two words within the bounds of `misspelling` share one of these (symmetric deletion): where so many letters are added, left out,
 * replaced or swapped, leaving out as many on each side makes the same of both, and of their beginnings too. The first letter, which is
 * not taken for wrong, stays.
 */
function looseKeys({ skeletons }: NameWord): readonly number[] {
  const found: number[] = [];
  for (const skeleton of skeletons) {
    const first = hashOn(OFFSET, firstLetterOf(skeleton).charCodeAt(0));
    deletionKeys(skeleton.slice(0, PREFIX), 1, first, mostWrong(skeleton.length), found);
  }
  return found;
}

/** Shared by words that are the same but for accents, or have a common skeleton. */
const wholeKeys = ({ plain, skeletons }: NameWord): readonly number[] => [
  hashOf(`"${plain}`),
  ...skeletons.map((skeleton) => hashOf(`=${skeleton}`)),
];
const initialKeys = ({ skeletons }: NameWord): readonly number[] =>
  skeletons.map((skeleton) => hashOf(`${skeleton.charAt(0)}.`));

const once = (keys: readonly number[]): readonly number[] => [...new Set(keys)].sort((one, other) => one - other);

/** The keys by which a form of a name is found, each once and sorted. */
export const keysOfName = (form: string): readonly number[] =>
  once(
    nameWordsOf(form).flatMap((word) => (word.initial ? initialKeys(word) : [...looseKeys(word), ...wholeKeys(word)])),
  );

/** What a form must have, or had better have, to be what is asked for; of each list it has one. */
export interface AskedKeys {
  /** Of each word the form cannot lack, however spelt: nothing else is worth a closer look. */
  readonly needed: readonly (readonly number[])[];
  /** Of each word in some right spelling: the more of them, the better. */
  readonly preferred: readonly (readonly number[])[];
}

function neededKeys(words: readonly NameWord[], alone: boolean): readonly number[] {
  const initials = alone ? [] : words.flatMap(initialKeys);
  return once([...words.flatMap(looseKeys), ...words.flatMap(wholeKeys), ...initials]);
}

/**
 * The keys that forms are looked up by, word by word. An initial is no key, and of the words that may be missing a form holds all but one.
 * Nothing is needed where there is nothing to look for.
 */
export function askedKeys({ words }: AskedName): AskedKeys {
  const optional = optionalWords(words);
  const whole = words.filter(({ initial }) => !initial);
  const groups = whole.filter((word) => !optional.includes(word)).map((word) => [word]);
  if (optional.length > 1) groups.push([...optional]);
  return {
    needed: groups.map((group) => neededKeys(group, words.length === 1)),
    preferred: whole.map((word) => once(wholeKeys(word))),
  };
}
