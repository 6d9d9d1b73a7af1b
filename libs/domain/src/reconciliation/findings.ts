import { type Group, distinct, gradeOf, isCertain } from './groups.ts';
import type { Amount, Finding, FindingKind, Term, TermRelation, TermRole } from './types.ts';
import type { Aspect } from './world.ts';

/** A term together with the group whose claims state it; computed numbers have none. */
export interface Part {
  readonly term: Term;
  readonly group: Group | null;
}

export interface PartWords {
  readonly equation?: number;
  readonly leg?: string;
  readonly aspect?: Aspect;
  readonly relation?: TermRelation;
  readonly words?: string | null;
}

const isPhase = (aspect: Aspect | undefined) => aspect === 'planned' || aspect === 'actual';

export function partOf(role: TermRole, amount: Amount, group: Group | null, said: PartWords = {}): Part {
  const { equation = 0, leg = null, aspect, relation = null, words = null } = said;
  const phase = isPhase(aspect) ? aspect : null;
  const absence = aspect !== undefined && !isPhase(aspect) ? aspect : null;
  const claims = group?.claims ?? [];
  return { term: { role, equation, leg, phase, absence, relation, words, amount, claims }, group };
}

export interface FindingWords {
  readonly kind: FindingKind;
  readonly text: string;
  readonly note?: string | null;
  readonly condition?: string | null;
  /** Given whether the grade is mixed; left out: firm unless something must hold besides. */
  readonly firm?: (mixed: boolean) => boolean;
  /** Which terms the grade speaks of; left out: all that claims state. */
  readonly graded?: (term: Term) => boolean;
}

/** That two say the same, or that one number follows from another, holds of their words however sure they are. */
const ofWords: ReadonlySet<FindingKind> = new Set([
  'identical',
  'entailment',
  'rounding',
  'unit',
  'scope',
  'inclusion',
  'date',
]);

const unsureWords = 'by a claimant who is not certain';

export function findingOf(parts: readonly Part[], said: FindingWords): Finding {
  const { kind, text, note = null, condition = null, firm = () => condition === null, graded = () => true } = said;
  const stated = parts.flatMap(({ term, group }) => (group ? [{ term, group }] : []));
  const voiced = stated.filter(({ term }) => graded(term)).map(({ group }) => group);
  const { grade, accounts } = gradeOf(voiced);
  const isSure = ofWords.has(kind) || isCertain(voiced, accounts);
  return {
    kind,
    claims: distinct(stated.flatMap(({ group }) => group.claims)),
    grade,
    accounts,
    strength: isSure && firm(grade === 'mixed') ? 'firm' : 'possible',
    condition,
    text,
    note: isSure ? note : [...(note === null ? [] : [note]), unsureWords].join('; '),
    terms: parts.map(({ term }) => term),
    units: distinct(stated.flatMap(({ group }) => group.units)),
    explainedBy: [],
  };
}

/** "a", "a and b", "a, b and c"; beyond ten it says how many more there are, and the terms have them all. */
export function listed(words: readonly string[]): string {
  const shown = words.length > 10 ? [...words.slice(0, 10), `${words.length - 10} more`] : words;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
