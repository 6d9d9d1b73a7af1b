import type { Place, Scope, UncertainDate } from '#libs/contracts';
import { distinct } from './groups.ts';

/** What a count is about, as far as it is stated, in a form that can be compared: two counts of different things neither agree nor contradict. */
export interface Circumstance {
  /** Whether it is stated who holds those counted; it is one holder's numbers that are compared. */
  readonly isOfHolder: boolean;
  readonly scope: string | null;
  readonly inclusion: string | null;
  readonly earliest: string | null;
  readonly latest: string | null;
  /** The same in the words of the source. */
  readonly words: Readonly<Record<Dimension, string | null>>;
}

export type Dimension = 'scope' | 'inclusion' | 'date';
export type Likeness = 'same' | 'different' | 'unstated';

const plain = (words: string): string => words.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

function placeKey({ country, region, locality, facility, asWritten }: Place): string {
  const stated = [country, region, locality, facility];
  return stated.some((part) => part !== null) ? stated.map((part) => plain(part ?? '')).join('|') : plain(asWritten);
}

/** A scope by what was recorded of it; by its words alone where nothing was. */
function scopeKey({ places, custodyKinds, categories, asWritten }: Scope): string {
  const parts = [
    distinct(places.map(placeKey)),
    distinct(custodyKinds.map(plain)),
    distinct(categories.map(({ by, category }) => `${plain(by)}=${plain(category)}`)),
  ];
  return parts.every((part) => part.length === 0) ? plain(asWritten) : JSON.stringify(parts);
}

const dateWords = ({ resolved, edtf, asWritten }: UncertainDate): string => resolved ?? edtf ?? asWritten;

export function circumstanceOf(
  scope: Scope | null,
  inclusion: string | null,
  date: UncertainDate | null,
  isOfHolder = true,
): Circumstance {
  return {
    isOfHolder,
    scope: scope && scopeKey(scope),
    inclusion: inclusion && plain(inclusion),
    earliest: date && date.earliest,
    latest: date && date.latest,
    words: { scope: scope && scope.asWritten, inclusion, date: date && dateWords(date) },
  };
}

const likeness = (one: string | null, other: string | null): Likeness =>
  one === null || other === null ? 'unstated' : one === other ? 'same' : 'different';

/** Same days: the same. Some days in common: perhaps. None: different. Without a year or a date nothing is known. */
function compareDates(one: Circumstance, other: Circumstance): Likeness {
  if (!one.earliest || !one.latest || !other.earliest || !other.latest) return 'unstated';
  if (one.earliest === other.earliest && one.latest === other.latest) return 'same';
  return one.earliest > other.latest || other.earliest > one.latest ? 'different' : 'unstated';
}

/**
 * DOMAIN 7. Two unstated scopes are not the same scope: nothing says that both speak of one thing. Who is included is rarely stated at all, so there
 * two that say nothing are not held apart.
 */
export const compare: Readonly<Record<Dimension, (one: Circumstance, other: Circumstance) => Likeness>> = {
  scope: (one, other) => likeness(one.scope, other.scope),
  inclusion: (one, other) =>
    one.inclusion === null && other.inclusion === null ? 'same' : likeness(one.inclusion, other.inclusion),
  date: compareDates,
};

export const aboutOf = ({ isOfHolder, scope, inclusion, earliest, latest }: Circumstance): string =>
  JSON.stringify([isOfHolder, scope, inclusion, earliest, latest]);

/** "if the scope is the same", "if the holder, the scope and the date are the same"; null where nothing is left open. */
function ifTheSame(open: readonly string[]): string | null {
  if (open.length === 0) return null;
  const [last, ...before] = [...open].reverse();
  if (before.length === 0) return `if ${last} is the same`;
  return `if ${before.reverse().join(', ')} and ${last} are the same`;
}

/** Under which condition two counts may be compared: null where none is needed, `false` where they are about different things. */
export function conditionOf(one: Circumstance | null, other: Circumstance | null): string | null | false {
  // Legs of one swap have no circumstances: the slot says what is counted.
  if (!one || !other) return null;
  const scope = compare.scope(one, other);
  const inclusion = compare.inclusion(one, other);
  const date = compare.date(one, other);
  if ([scope, inclusion, date].includes('different')) return false;
  return ifTheSame([
    ...(one.isOfHolder && other.isOfHolder ? [] : ['the holder']),
    ...(scope === 'unstated' || inclusion === 'unstated' ? ['the scope'] : []),
    ...(date === 'unstated' ? ['the date'] : []),
  ]);
}
