import type { AskedName } from './match.ts';
import { firstLetterOf, mostWrong } from './misspelling.ts';
import { type NameWord, nameWordsOf, optionalWords } from './words.ts';

/** Letters at the beginning of a word that its keys are made of: enough to choose by, few enough for few keys. */
const PREFIX = 6;

/** FNV-1a in 32 bits, signed: keys are integers, so that an index over them is small and holds no letters. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}

/** The word without any so many letters; the first, which is never taken for wrong, stays. */
function deletionsOf(prefix: string, most: number): Set<string> {
  const found = new Set([prefix]);
  let last: ReadonlySet<string> = found;
  for (let step = 0; step < most; step += 1) {
    const shorter = [...last].flatMap((each) =>
      Array.from({ length: each.length - 1 }, (_each, index) => each.slice(0, index + 1) + each.slice(index + 2)),
    );
    last = new Set(shorter);
    for (const each of last) found.add(each);
  }
  return found;
}

/**
 * Two words within the bounds of `misspelling` share one of these (symmetric deletion): where so many letters are added, left out,
 * replaced or swapped, leaving out as many on each side makes the same of both, and of their beginnings too.
 */
const looseKeys = ({ skeletons }: NameWord): readonly number[] =>
  skeletons.flatMap((skeleton) =>
    [...deletionsOf(firstLetterOf(skeleton) + skeleton.slice(1, PREFIX), mostWrong(skeleton.length))].map(hashOf),
  );

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

/** The keys of one word that is looked for. */
export interface AskedKeys {
  /** A form that holds the word, however spelt, has one of them. */
  readonly any: readonly number[];
  /** A form that holds the word in some right spelling has one of them. */
  readonly whole: readonly number[];
}

function askedKeysOf(words: readonly NameWord[], alone: boolean): AskedKeys {
  const whole = words.flatMap(wholeKeys);
  const initials = alone ? [] : words.flatMap(initialKeys);
  return { any: once([...words.flatMap(looseKeys), ...whole, ...initials]), whole: once(whole) };
}

/**
 * What forms must have to be worth a closer look, word by word. An initial is no key, and of the words that may be missing a form holds
 * all but one. Empty where there is nothing to look for.
 */
export function askedKeys({ words }: AskedName): readonly AskedKeys[] {
  const optional = optionalWords(words);
  const needed = words.filter((word) => !word.initial && !optional.includes(word)).map((word) => [word]);
  const groups = optional.length > 1 ? [...needed, optional] : needed;
  return groups.map((group) => askedKeysOf(group, words.length === 1));
}
