import type { BalanceOnDays, InCustody, ScopeOnDay } from '#libs/domain';
import type { StoredDocument } from '../rows.ts';

/** The nationalities that somebody states for each person, in their words. */
export type Nationalities = ReadonlyMap<string, readonly string[]>;

interface NamedPerson {
  readonly person: string;
  readonly detention: string;
  readonly certainty: 'certain' | 'possible';
  readonly holders: readonly string[];
  readonly claims: readonly string[];
}

/** Each person once, though several episodes or ids speak of them. */
function namedPersons(held: readonly InCustody[], shown: ReadonlyMap<string, string>): NamedPerson[] {
  const found = new Map<string, NamedPerson>();
  for (const { person, detention, certainty, holders, claims } of held) {
    if (person === null) continue;
    const known = found.get(person);
    const first = known ?? { person: shown.get(detention)!, detention, certainty, holders: [], claims: [] };
    found.set(person, {
      ...first,
      certainty: certainty === 'certain' ? certainty : first.certainty,
      holders: [...new Set([...first.holders, ...holders])].sort(),
      claims: [...new Set([...first.claims, ...claims])],
    });
  }
  return [...found.values()];
}

const countOf = (persons: readonly NamedPerson[]) => ({
  certain: persons.filter(({ certainty }) => certainty === 'certain').length,
  possible: persons.filter(({ certainty }) => certainty === 'possible').length,
});

/** A person of whom two nationalities are stated counts under both; the numbers are not to be added. */
function byNationality(persons: readonly NamedPerson[], nationalities: Nationalities) {
  const of = (person: string): readonly (string | null)[] => {
    const stated = nationalities.get(person) ?? [];
    return stated.length === 0 ? [null] : stated;
  };
  const all = new Set(persons.flatMap(({ person }) => of(person)));
  return [...all]
    .sort((one, other) => (one ?? '').localeCompare(other ?? ''))
    .map((nationality) => ({
      nationality,
      ...countOf(persons.filter(({ person }) => of(person).includes(nationality))),
    }));
}

function namedDocument(held: readonly InCustody[], known: Known): StoredDocument | null {
  const persons = namedPersons(held, known.shown);
  if (persons.length === 0) return null;
  return { ...countOf(persons), byNationality: byNationality(persons, known.nationalities), persons };
}

function scopeDocument({ estimates, lower, upper }: ScopeOnDay): StoredDocument {
  const { holder, scope, inclusion, count } = estimates[0]!.estimate;
  return {
    holder,
    scope,
    inclusion,
    counts: count!.unit.counts,
    units: [...new Set(estimates.map(({ estimate }) => estimate.count!.unit.asWritten))],
    lower,
    upper,
    estimates: estimates.map(({ estimate, certainty, lastReported }) => ({
      count: estimate.count,
      part: estimate.part,
      date: estimate.date,
      certainty,
      lastReported,
      claim: estimate.claim,
    })),
  };
}

/** Scopes that are not known to be apart may cover the same people, so what they count is never added. */
function sumRefused(scopes: readonly ScopeOnDay[]): StoredDocument | null {
  if (scopes.length < 2) return null;
  const counted = new Set(scopes.map(({ estimates }) => estimates[0]!.estimate.count!.unit.counts));
  if (counted.size > 1)
    return { rule: 'different-units', detail: `The estimates count different things: ${[...counted].join(', ')}.` };
  const words = scopes.map(({ estimates }) => estimates[0]!.estimate.scope?.asWritten ?? 'scope not stated');
  return {
    rule: 'overlapping',
    detail: `The scopes of these estimates may cover the same people, so they are not added: ${words.join('; ')}.`,
  };
}

/** What a stretch of days is shown with. */
export interface Known {
  readonly nationalities: Nationalities;
  /** The person that an answer names, of each episode. */
  readonly shown: ReadonlyMap<string, string>;
}

/** One stretch of days in the form of every stored document. */
export function pointDocument({ from, to, held, scopes }: BalanceOnDays, known: Known): StoredDocument {
  return {
    from,
    to,
    named: namedDocument(held, known),
    groups: held
      .filter(({ group }) => group !== null)
      .map(({ group, detention, certainty }) => ({ group, detention, certainty })),
    scopes: scopes.map(scopeDocument),
    sumRefused: sumRefused(scopes),
  };
}
