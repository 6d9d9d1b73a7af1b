import { nameMatchKinds, transliterationTables } from '#libs/contracts';
import { leastMisspelling } from './misspelling.ts';
import { transliterate, type TransliterationTable } from './transliteration.ts';
import { isPatronymic, type NameWord, nameWordsOf, optionalWords, plainOf } from './words.ts';

export type NameMatchKind = (typeof nameMatchKinds)[number];

export interface NameMatch {
  readonly kind: NameMatchKind;
  /** Letters that are wrong in all words together; 0 but for a misspelling. */
  readonly distance: number;
  /** The published table by which one spelling is made of the other, letter for letter; null where none does, or none is needed. */
  readonly table: TransliterationTable | null;
  /** The lower, the better; to sort by. */
  readonly rank: number;
}

/** What a pair of words costs. An initial says less than a word, a wrong letter more than any number of both. */
const COST = { exact: 0, transliteration: 10, initial: 20, letter: 1_000, missing: 30, extra: 1 } as const;
/** Letters that may be wrong in a whole name. */
const MOST_WRONG = 2;

const sharesOne = (ones: readonly string[], others: readonly string[]): boolean =>
  ones.some((one) => others.includes(one));

const startAlike = (one: NameWord, other: NameWord): boolean =>
  one.skeletons.some((skeleton) => other.skeletons.some((each) => each[0] === skeleton[0]));

/** What it costs to take one word for the other; null where they are two names. */
function costOf(asked: NameWord, held: NameWord): number | null {
  if (asked.plain === held.plain) return COST.exact;
  if (asked.initial || held.initial) return startAlike(asked, held) ? COST.initial : null;
  if (sharesOne(asked.skeletons, held.skeletons)) return COST.transliteration;
  const wrong = leastMisspelling(asked.skeletons, held.skeletons);
  return wrong === null ? null : wrong * COST.letter;
}

/** Words of the question with those they were taken for; undefined for a patronymic that was left out. */
interface Pairing {
  readonly cost: number;
  readonly of: readonly (number | undefined)[];
}

const isTaken = (taken: number, index: number): boolean => (taken & (1 << index)) !== 0;

/** Every word in any order: the cheapest pairing for each set of words taken so far, word by word. */
function pairings(asked: readonly NameWord[], held: readonly NameWord[]): ReadonlyMap<number, Pairing> {
  const optional = optionalWords(asked);
  let found = new Map<number, Pairing>([[0, { cost: 0, of: [] }]]);
  for (const word of asked) {
    const next = new Map<number, Pairing>();
    const keep = (taken: number, pairing: Pairing): void => {
      const known = next.get(taken);
      if (!known || pairing.cost < known.cost) next.set(taken, pairing);
    };
    const costs = held.map((each) => costOf(word, each));
    for (const [taken, { cost, of }] of found) {
      costs.forEach((own, at) => {
        if (own !== null && !isTaken(taken, at)) keep(taken | (1 << at), { cost: cost + own, of: [...of, at] });
      });
      if (optional.includes(word) && !of.includes(undefined))
        keep(taken, { cost: cost + COST.missing, of: [...of, undefined] });
    }
    found = next;
  }
  return found;
}

/** A father's name of the form stands against the one that was asked for. */
const contradicts = ({ of }: Pairing, held: readonly NameWord[]): boolean =>
  of.includes(undefined) && held.some((word, index) => isPatronymic(word) && !of.includes(index));

const saysEnough = ({ of }: Pairing, asked: readonly NameWord[], held: readonly NameWord[]): boolean =>
  of.some((at, index) => at !== undefined && !asked[index]!.initial && !held[at]!.initial);

function bestPairing(asked: readonly NameWord[], held: readonly NameWord[]): Pairing | undefined {
  const found = [...pairings(asked, held).values()].filter(
    (pairing) =>
      pairing.cost < (MOST_WRONG + 1) * COST.letter && !contradicts(pairing, held) && saysEnough(pairing, asked, held),
  );
  return found.sort((one, other) => one.cost - other.cost)[0];
}

const NO_LETTERS = /[^\p{L}\p{M}]/gu;

function tableOf(asked: readonly NameWord[], held: readonly NameWord[], { of }: Pairing): TransliterationTable | null {
  const plain = (word: NameWord, table: TransliterationTable): string =>
    plainOf(transliterate(word.plain, table).replaceAll(NO_LETTERS, ''));
  const agrees = (table: TransliterationTable) => (at: number | undefined, index: number) => {
    const [one, other] = [asked[index]!, at === undefined ? undefined : held[at]!];
    if (!other || one.plain === other.plain) return true;
    return plain(one, table) === other.plain || plain(other, table) === one.plain;
  };
  return transliterationTables.find((table) => of.every(agrees(table))) ?? null;
}

function kindOf(asked: readonly NameWord[], held: readonly NameWord[], { cost, of }: Pairing): NameMatchKind {
  if (cost >= COST.letter) return 'misspelling';
  const same = of.every((at, index) => at === undefined || asked[index]!.plain === held[at]!.plain);
  return same ? 'exact' : 'transliteration';
}

/** A name that is looked for, read once for all forms it is held against. */
export interface AskedName {
  readonly words: readonly NameWord[];
}

export const askedName = (name: string): AskedName => ({ words: nameWordsOf(name) });

/**
 * Whether a form of a name is the one that is asked for: every word of the question is a word of the form, in any order. The form may
 * hold more (a question by the family name alone), and a patronymic may be missing from it, but not be another. Null where it is not.
 */
export function matchName(asked: AskedName, form: string): NameMatch | null {
  const held = nameWordsOf(form);
  if (asked.words.length === 0 || held.length === 0) return null;
  const pairing = bestPairing(asked.words, held);
  if (!pairing) return null;
  const { cost, of } = pairing;
  const kind = kindOf(asked.words, held, pairing);
  const extra = held.length - of.filter((at) => at !== undefined).length;
  return {
    kind,
    distance: Math.floor(cost / COST.letter),
    table: kind === 'transliteration' ? tableOf(asked.words, held, pairing) : null,
    rank: nameMatchKinds.indexOf(kind) * COST.letter * 10 + cost * 10 + extra * COST.extra,
  };
}
