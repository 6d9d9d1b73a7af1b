import { counterpartsOf } from './given-names.ts';
import { skeletonsOf } from './skeleton.ts';

/** One word of a name. */
export interface NameWord {
  /** Lower case, without accents and apostrophes: equal here is an exact match. */
  readonly plain: string;
  /** Ways it may sound, and those of its counterparts in the other language (Олександр for Александр). */
  readonly skeletons: readonly string[];
  /** Only the first letter or letters of a word: `О.` */
  readonly initial: boolean;
}

const APOSTROPHES = /(?<=\p{L}\p{M}*)['’ʼ‘`´′](?=\p{L})/gu;
const APOSTROPHE = /['’ʼ‘`´′]/u;
/** A word, with the full stop that makes an initial of a short one. */
const WORD = /[\p{L}\p{M}]+\.?/gu;
const LONGEST_INITIAL = 4;
/** Names of more words are not told apart by what comes after them. */
const MOST_WORDS = 8;

const ALREADY_PLAIN = /^[a-zа-яєіїґ]*$/;

/** Without accents: they are marks on a letter, but й and ї are letters of their own. */
export const plainOf = (word: string): string => (ALREADY_PLAIN.test(word) ? word : withoutAccents(word));

const withoutAccents = (word: string): string =>
  word
    .normalize('NFC')
    .replaceAll(/[^йї]/gu, (letter) => letter.normalize('NFD').replaceAll(/\p{M}/gu, ''))
    .normalize('NFC');

function wordOf(written: string): NameWord {
  const dotted = written.endsWith('.');
  const word = (dotted ? written.slice(0, -1) : written).normalize('NFC').replaceAll(/\u0301/gu, '');
  const skeletons = skeletonsOf(word);
  const letters = [...word].length;
  const initial = letters === 1 || (dotted && letters <= LONGEST_INITIAL);
  const all = initial ? skeletons : [...new Set([...skeletons, ...counterpartsOf(skeletons)])];
  return { plain: plainOf(word), skeletons: all.filter((skeleton) => skeleton !== ''), initial };
}

/** The words of a name, at most eight, in the order they are written in. */
export function nameWordsOf(name: string): readonly NameWord[] {
  const lower = name.normalize('NFC').toLowerCase();
  const words = (APOSTROPHE.test(lower) ? lower.replaceAll(APOSTROPHES, '') : lower).match(WORD) ?? [];
  return words.slice(0, MOST_WORDS).map(wordOf);
}

/** Whether the word is formed as a patronymic; some family names are, too. */
export const isPatronymic = ({ skeletons, initial }: NameWord): boolean =>
  !initial && skeletons.some((skeleton) => /.{2}ov(?:ič|na)$/.test(skeleton));

/** Of the words of a question those that a form need not hold: a patronymic beside two other words. At most one of them may be missing. */
export function optionalWords(words: readonly NameWord[]): readonly NameWord[] {
  return words.filter(({ initial }) => !initial).length > 2 ? words.filter(isPatronymic) : [];
}
