import { balancePoint, type BoundedCount, canonicalJson, type PartCount } from '#libs/contracts';
import { type BalanceEstimate, balanceOf, type BalanceOnDays, type InCustody, type ScopeOnDay } from '#libs/domain';
import { type AnsweredAsOf, answeredAsOf } from '../answers.ts';
import { storedClaim } from '../claims.ts';
import { readClusters } from '../clusters.ts';
import { completeDocuments } from '../complete.ts';
import { type Cursor, decodeCursor, digestOf, encodeCursor } from '../cursor.ts';
import { readLabels, type References } from '../labels.ts';
import { readItem, readPage } from '../page.ts';
import { isPersonalReference, type PersonalReference, readPersonalValues } from '../personal.ts';
import { badRequest, QueryProblem } from '../problem.ts';
import { keyForm, type Question, questionOf, requiredId } from '../question.ts';
import type { ReadSide, Reading } from '../reading.ts';
import { readEstimates } from '../reconciliation/reconciliation.ts';
import { estimateClaims } from '../reconciliation/swap-claims.ts';
import { readByKeys } from '../relations.ts';
import type { Row, StoredDocument } from '../rows.ts';
import { askedRange, type DetentionAccounts, readAccounts } from './custody.ts';
import { daysOf, type Publications, sourcesOf } from './reports.ts';

/** A balance is computed in memory, so it is bounded: more custody episodes of one holder are refused. */
export const MOST_EPISODES = 5_000;
const PAGE = 200;

/** Every detention that somebody ascribes to the holder. @throws QueryProblem `balance-too-large` */
async function readEpisodes(side: ReadSide, reading: Reading, question: Question): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const list = { ...question, list: 'detentions', on: null, limit: PAGE, direction: 'forwards' } as const;
  for (let cursor: Question['cursor'] = null; ;) {
    const page = await readPage(side, reading, { ...list, cursor });
    rows.push(...page.rows);
    if (!page.hasNext) return rows;
    if (rows.length >= MOST_EPISODES)
      throw new QueryProblem(
        'bad-request',
        'balance-too-large',
        'holder',
        `More than ${MOST_EPISODES} custody episodes name this holder; narrow the question by source or claimant.`,
      );
    cursor = { position: reading.position, key: [page.rows.at(-1)!.born] };
  }
}

const NATIONALITY = 'nationality';
/** The first day of a stretch that has none, as the timeline's cursors write it. */
const OPEN = '-infinity';

const sameWord = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What is counted is narrowed to a nationality by the scope's words or a breakdown, never by a unit's. */
function ofNationality(estimate: BalanceEstimate, nationality: string | null): BalanceEstimate[] {
  if (nationality === null) return [estimate];
  const { scope, count } = estimate;
  const isNamed = scope?.categories.some((each) => each.by === NATIONALITY && sameWord(each.category, nationality));
  if (isNamed) return [estimate];
  const parts = (count?.breakdowns ?? []).filter(({ by }) => by === NATIONALITY).flatMap((each) => each.parts);
  return parts
    .filter(({ category }) => sameWord(category, nationality))
    .map((part) => ({ ...estimate, part: part.category, count: partCount(part.count, count!) }));
}

const partCount = (part: PartCount, whole: BoundedCount): BoundedCount => ({
  ...part,
  unit: part.unit ?? whole.unit,
  breakdowns: [],
});

/** Estimates are compared within one scope, inclusion rule, part and kind of unit. */
const scopeKeyOf = ({ scope, inclusion, part, count }: Omit<BalanceEstimate, 'scopeKey'>): string =>
  canonicalJson([scope, inclusion, part, count?.unit.counts ?? null]);

function balanceEstimates(
  rows: readonly Row[],
  publications: Publications,
  { holder, nationality }: BalanceQuestion,
): BalanceEstimate[] {
  const byId = new Map(rows.map((row) => [row.key, storedClaim(row)]));
  return estimateClaims(rows)
    .filter((estimate) => estimate.holder === holder && !estimate.stance?.startsWith('false'))
    .map((estimate) => ({
      ...estimate,
      part: null,
      since: daysOf(estimate.date, byId.get(estimate.claim)!, publications),
      scopeKey: '',
    }))
    .flatMap((estimate) => ofNationality(estimate, nationality))
    .map((estimate) => ({ ...estimate, scopeKey: scopeKeyOf(estimate) }));
}

interface Detail {
  readonly detail: string;
  readonly value: PersonalReference | null;
}

/** The nationalities that somebody states for each person, in their words; none where nobody does. */
async function readNationalities(side: ReadSide, reading: Reading, persons: readonly string[]) {
  const rows = await readByKeys(side, reading, 'persons', persons);
  const stated = [...rows.values()].map((row) => ({
    person: row.key,
    references: (row.doc['details'] as readonly Detail[]).flatMap(({ detail, value }) =>
      detail === NATIONALITY && value && isPersonalReference(value) ? [value] : [],
    ),
  }));
  const values = await readPersonalValues(
    side,
    reading,
    stated.flatMap(({ references }) => references),
  );
  return new Map(
    stated.map(({ person, references }) => {
      const words = references.flatMap(({ ref }) => values.get(ref) ?? []);
      return [person, [...new Set(words)].sort()] as const;
    }),
  );
}

type Nationalities = ReadonlyMap<string, readonly string[]>;

interface NamedPerson {
  readonly person: string;
  readonly detention: string;
  readonly certainty: 'certain' | 'possible';
  readonly claims: readonly string[];
}

/** Each person once, though several episodes or ids speak of them. */
function namedPersons(held: readonly InCustody[], shown: ReadonlyMap<string, string>): NamedPerson[] {
  const found = new Map<string, NamedPerson>();
  for (const { person, detention, certainty, claims } of held) {
    if (person === null) continue;
    const known = found.get(person);
    const first = known ?? { person: shown.get(detention)!, detention, certainty, claims: [] };
    found.set(person, {
      ...first,
      certainty: certainty === 'certain' ? certainty : first.certainty,
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
  const { scope, inclusion, count } = estimates[0]!.estimate;
  return {
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

interface Known {
  readonly nationalities: Nationalities;
  /** The person that an answer names, of each episode. */
  readonly shown: ReadonlyMap<string, string>;
}

function pointDocument({ from, to, held, scopes }: BalanceOnDays, known: Known): StoredDocument {
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

export interface BalanceQuestion {
  readonly holder: string;
  /** Only persons of whom somebody states it, and counts of it; null: all. */
  readonly nationality: string | null;
  /** Of the list of detentions, whose `holder` filter is set. */
  readonly question: Question;
}

export interface BalanceAnswer {
  readonly data: readonly StoredDocument[];
  readonly page: { readonly next: string | null; readonly limit: number };
  readonly asOf: AnsweredAsOf;
  readonly parked?: readonly string[];
  readonly references: References;
}

const digestOfBalance = ({ holder, nationality, question }: BalanceQuestion): string =>
  digestOf('balance', { holder, nationality, question: question.digest });

/** Balances are paged by the first day of their stretches. */
const balanceKey = keyForm('timeline').slice(0, 1);
const LONGEST_WORD = 200;

/** What was asked of a balance, checked. @throws QueryProblem `bad-request` with the parameter at fault */
export function balanceQuestionOf(given: Readonly<Partial<Record<string, string>>>): {
  readonly asked: BalanceQuestion;
  readonly cursor: Cursor | null;
} {
  const holder = requiredId(given, 'holder');
  const { cursor, nationality = null, ...rest } = given;
  if (nationality !== null && (nationality.length === 0 || nationality.length > LONGEST_WORD))
    throw badRequest('filter-value', 'nationality', `nationality takes 1 to ${LONGEST_WORD} characters.`);
  const asked = { holder, nationality, question: questionOf('detentions', rest) };
  const read = cursor === undefined ? null : decodeCursor(cursor, digestOfBalance(asked), balanceKey);
  return { asked, cursor: read };
}

async function pointsOf(side: ReadSide, reading: Reading, asked: BalanceQuestion) {
  const { holder, question, nationality } = asked;
  const [episodes, byHolder] = await Promise.all([
    readEpisodes(side, reading, question),
    readEstimates(side, reading, [holder]),
  ]);
  const estimateRows = byHolder.get(`holder:${holder}`)!;
  const unnamed = { parties: new Set<string>(), persons: new Set<string>() };
  const [{ detentions, claims }, { publications }] = await Promise.all([
    readAccounts(side, reading, episodes),
    readLabels(side, reading, { ...unnamed, sources: sourcesOf(estimateRows) }),
  ]);
  const persons = [...new Set(episodes.flatMap(({ doc }) => (doc['person'] as string | null) ?? []))];
  const [clusters, nationalities] = await Promise.all([
    readClusters(side, reading, persons),
    readNationalities(side, reading, persons),
  ]);
  const isAsked = ({ row }: DetentionAccounts): boolean =>
    nationality === null ||
    (nationalities.get(row.doc['person'] as string) ?? []).some((word) => sameWord(word, nationality));
  const shown = new Map(episodes.map(({ key, doc }) => [key, doc['person'] as string]));
  const points = balanceOf({
    holder,
    episodes: detentions.filter(isAsked).map(({ row, accounts }) => {
      const person = row.doc['person'] as string | null;
      return {
        detention: row.key,
        person: person && clusters.of(person)[0]!,
        group: row.doc['group'] as string | null,
        accounts: accounts.map(({ reports }) => reports),
      };
    }),
    estimates: balanceEstimates(estimateRows, publications, asked),
    asked: question.on && askedRange(question),
  });
  const all = new Map([...claims, ...estimateRows.map((row) => [row.key, row] as const)]);
  return { points, claims: all, known: { nationalities, shown } };
}

/** Claims that a point shows whole; all others are named by their ids. */
const shownClaims = (points: readonly BalanceOnDays[]): string[] =>
  points.flatMap(({ scopes }) => scopes.flatMap(({ estimates }) => estimates.map(({ estimate }) => estimate.claim)));

/** One page of a balance in the form of every stored document, with the claims that it shows. */
export async function balanceDocuments(
  side: ReadSide,
  reading: Reading,
  asked: BalanceQuestion,
  after: string | null,
): Promise<{
  readonly documents: readonly StoredDocument[];
  readonly claims: ReadonlyMap<string, Row>;
  readonly next: string | null;
}> {
  const { holder, question } = asked;
  if (!(await readItem(side, reading, 'parties', holder)))
    throw new QueryProblem('not-found', 'unknown-id', 'holder', `The register holds no party ${holder}.`);
  const { points, claims, known } = await pointsOf(side, reading, asked);
  const isBehind = (from: string | null): boolean => from !== null && (after === OPEN || from > after!);
  const begin = after === null ? 0 : points.findIndex(({ from }) => isBehind(from));
  const rest = begin < 0 ? [] : points.slice(begin);
  const page = rest.slice(0, question.limit);
  const wanted = new Set(shownClaims(page));
  const last = page.at(-1);
  const key = [last?.from ?? OPEN];
  const hasNext = rest.length > page.length && last !== undefined;
  return {
    documents: page.map((point) => pointDocument(point, known)),
    claims: new Map([...claims].filter(([id]) => wanted.has(id))),
    next: hasNext ? encodeCursor({ position: reading.position, key }, digestOfBalance(asked)) : null,
  };
}

/**
 * How many are said to be held by one holder, over time (DOMAIN 7): stretches of days in order. A fixed number of statements, and one more
 * for each 200 custody episodes of the holder.
 * @throws QueryProblem `not-found` for an unknown holder, `balance-too-large`
 */
export async function custodyBalance(
  side: ReadSide,
  reading: Reading,
  asked: BalanceQuestion,
  after: string | null,
): Promise<BalanceAnswer> {
  const { documents, claims, next } = await balanceDocuments(side, reading, asked, after);
  const { data, references } = await completeDocuments(side, reading, balancePoint, documents, { claims });
  return {
    data,
    page: { next, limit: asked.question.limit },
    asOf: answeredAsOf(reading),
    ...(reading.parked.length > 0 && { parked: reading.parked }),
    references,
  };
}
