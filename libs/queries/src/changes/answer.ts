import type { BoundedCount, Personal, Place, UncertainDate } from '#libs/contracts';
import type { StoredClaim } from '../claims.ts';
import type { StoredDocument } from '../rows.ts';
import { countWords, joined } from './words.ts';

/** What the register answers about one matter of a subject: nothing, or words. */
export interface Answer {
  readonly answer: string;
  readonly of: Readonly<Record<string, string>>;
  readonly says: readonly string[];
}

/** What is known of a subject: its document (a swap's with its legs), null where nothing is left, and the claims of its stream. */
export interface Known {
  readonly document: StoredDocument | null;
  readonly claims: readonly StoredClaim[];
  /** Who makes a claim, as `party:<id>` or `person:<id>`. */
  readonly account: (claim: string) => string;
}

/** Answers of a kind of subject. Each list of them is given in an order that does not depend on what is said. */
export type Answers = (known: Known) => Iterable<Answer>;

export interface Said {
  readonly count?: BoundedCount | null;
  readonly date?: UncertainDate | null;
  readonly place?: Place | null;
  readonly persons?: readonly string[];
  readonly claim: string;
}

/** Fields of a stored document are of the form its view asks for; a personal value stands where the view has its text. */
export const listIn = <Item>(document: StoredDocument | null, field: string): readonly Item[] =>
  (document?.[field] as readonly Item[] | undefined) ?? [];

export const party = (id: string | null): string => (id === null ? 'unstated' : `party:${id}`);
export const textOf = (personal: Personal | null | undefined): string | null => personal?.value ?? null;

/** Answers with the same `of` put together, in the order in which each was first named. */
export function grouped(
  answer: string,
  said: readonly (readonly [of: Record<string, string>, words: string])[],
): Answer[] {
  const groups = new Map<string, { of: Record<string, string>; says: string[] }>();
  for (const [of, words] of said) {
    const key = JSON.stringify(of);
    const group = groups.get(key) ?? { of, says: [] };
    groups.set(key, group);
    group.says.push(words);
  }
  return [...groups.values()].map((group) => ({ answer, ...group }));
}

export const single = (answer: string, says: string | null | undefined): Answer[] =>
  says ? [{ answer, of: {}, says: [says] }] : [];

export const quantity = ({ count, persons = [] }: Said): string =>
  joined(count && countWords(count), persons.length > 0 && persons.map((person) => `person:${person}`).join(' and ')) ||
  'neither count nor names';
