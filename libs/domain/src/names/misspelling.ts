import { distanceBetween } from './distance.ts';
import { areDifferentNames } from './given-names.ts';

/** Endings that make another name of the same stem: Савченко is no slip of the pen for Савенко, nor Іванова for Іванов. */
const ENDINGS = [
  'čenko',
  'enko',
  'ovič',
  'ovna',
  'čuk',
  'uk',
  'ik',
  'ak',
  'ova',
  'ov',
  'iv',
  'ina',
  'in',
  'ski',
  'ska',
  'ec',
];

interface Parts {
  readonly stem: string;
  readonly ending: string;
}

function partsOf(skeleton: string): Parts {
  const ending = ENDINGS.find((each) => skeleton.endsWith(each) && skeleton.length > each.length) ?? '';
  return { stem: skeleton.slice(0, skeleton.length - ending.length), ending };
}

/** Letters that may be wrong in a word of a length: none in the shortest, which would be other words; one, then two. */
export function mostWrong(length: number): 0 | 1 | 2 {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/** Of a stem, whose ending is the same: one letter from three letters on, two only in long ones. */
function mostWrongInStem(length: number): number {
  if (length < 3) return 0;
  return length < 7 ? 1 : 2;
}

/** Names of women and men of one family, and given names of both: they differ in the ending alone. */
function differInGender(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (long.length === short.length + 1) return long === `${short}a`;
  const ends = new Set([one.at(-1), other.at(-1)]);
  return one.length === other.length && one.slice(0, -1) === other.slice(0, -1) && ends.has('i') && ends.has('a');
}

function mostAllowed(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)];
  const shorter = Math.min(one.length, other.length);
  if (left.ending === '' || right.ending === '') return mostWrong(shorter);
  if (left.ending !== right.ending) return left.stem === right.stem ? 0 : mostWrong(shorter);
  return Math.min(mostWrong(shorter), mostWrongInStem(Math.min(left.stem.length, right.stem.length)));
}

const plainHissing: Readonly<Record<string, string>> = { ž: 'z', š: 's', č: 'c' };

/** The first letter, the same for those that an h left out makes of each other (Zemchugov for Zhemchugov). */
export const firstLetterOf = (skeleton: string): string => plainHissing[skeleton.charAt(0)] ?? skeleton.charAt(0);

/**
 * How many letters are wrong between two skeletons, where one may be a misspelling of the other; null where they are two names. The first
 * letter is not taken for wrong: Марина and Карина are two names far more often than one of them is a slip.
 */
export function misspelling(one: string, other: string): number | null {
  if (firstLetterOf(one) !== firstLetterOf(other) || differInGender(one, other)) return null;
  const most = mostAllowed(one, other);
  const distance = distanceBetween(one, other, most);
  return distance > most ? null : distance;
}

/** The least of it between any two skeletons of two words. */
export function leastMisspelling(ones: readonly string[], others: readonly string[]): number | null {
  if (areDifferentNames(ones, others)) return null;
  const found = ones.flatMap((one) => others.map((other) => misspelling(one, other))).filter((each) => each !== null);
  return found.length === 0 ? null : Math.min(...found);
}
