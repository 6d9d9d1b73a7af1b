import { balancePoint } from '#libs/contracts';
import { balanceOf, type BalanceOnDays } from '#libs/domain';
import { type PageAnswer, pageAnswer } from '../answered.ts';
import { readClaims } from '../claims.ts';
import { readClusters } from '../clusters.ts';
import { completeDocuments } from '../complete.ts';
import { encodeCursor } from '../cursor.ts';
import { readLabels } from '../labels.ts';
import { readAllRows, readItem } from '../page.ts';
import { isPersonalReference, type PersonalReference, readPersonalValues } from '../personal.ts';
import { QueryProblem } from '../problem.ts';
import { type Question, questionOf } from '../question.ts';
import type { ReadSide, Reading } from '../reading.ts';
import { readEstimates } from '../reconciliation/reconciliation.ts';
import { readByKeys } from '../relations.ts';
import type { Row, StoredDocument } from '../rows.ts';
import { type Nationalities, pointDocument } from './balance-documents.ts';
import { balanceEstimates, NATIONALITY, sameWord } from './balance-estimates.ts';
import { type BalanceQuestion, digestOfBalance, OPEN } from './balance-question.ts';
import { askedRange, type DetentionAccounts, readAccounts } from './custody.ts';
import { readStanding } from './overlaps.ts';
import { sourcesOf } from './reports.ts';

/** A balance is computed in memory, so it is bounded: more custody episodes of one holder are refused. */
export const MOST_EPISODES = 5_000;

/** Every detention that somebody ascribes to the holder. @throws QueryProblem `balance-too-large` */
const readEpisodes = (side: ReadSide, reading: Reading, question: Question): Promise<readonly Row[]> =>
  readAllRows(
    side,
    reading,
    { ...question, list: 'detentions', on: null },
    MOST_EPISODES,
    () =>
      new QueryProblem(
        'bad-request',
        'balance-too-large',
        'holder',
        `More than ${MOST_EPISODES} custody episodes are asked of; narrow the question by source or claimant.`,
      ),
  );

interface Detail {
  readonly detail: string;
  readonly value: PersonalReference | null;
  readonly claim: string;
}

interface StatedNationality {
  readonly person: string;
  readonly claim: string;
  readonly value: PersonalReference;
}

function* nationalitiesIn(row: Row): Generator<StatedNationality> {
  for (const { detail, value, claim } of row.doc['details'] as readonly Detail[])
    if (detail === NATIONALITY && value && isPersonalReference(value)) yield { person: row.key, claim, value };
}

/** The nationalities that somebody states for each person, in their words; none where nobody does, or only to deny it. */
async function readNationalities(side: ReadSide, reading: Reading, persons: readonly string[]): Promise<Nationalities> {
  const rows = await readByKeys(side, reading, 'persons', persons);
  const stated = [...rows.values()].flatMap((row) => [...nationalitiesIn(row)]);
  const [claims, values] = await Promise.all([
    readClaims(
      side,
      reading,
      stated.map(({ claim }) => claim),
    ),
    readPersonalValues(
      side,
      reading,
      stated.map(({ value }) => value),
    ),
  ]);
  const words = new Map<string, string[]>();
  for (const { person, claim, value } of stated) {
    const isDenied = (claims.get(claim)?.doc['stance'] as string | undefined)?.startsWith('false') ?? false;
    const word = values.get(value.ref);
    if (!isDenied && word != null) words.set(person, [...(words.get(person) ?? []), word]);
  }
  return words;
}

const ofAny = (persons: readonly string[], stated: Nationalities): readonly string[] =>
  [...new Set(persons.flatMap((person) => stated.get(person) ?? []))].sort();

async function readEstimateRows(side: ReadSide, reading: Reading, holder: string | null): Promise<readonly Row[]> {
  if (holder === null) return readStanding(side, reading, questionOf('claims', {}));
  return (await readEstimates(side, reading, [holder])).get(`holder:${holder}`)!;
}

async function pointsOf(side: ReadSide, reading: Reading, asked: BalanceQuestion) {
  const { holder, question, nationality } = asked;
  const [episodes, estimateRows] = await Promise.all([
    readEpisodes(side, reading, question),
    readEstimateRows(side, reading, holder),
  ]);
  const unnamed = { parties: new Set<string>(), persons: new Set<string>() };
  const [{ detentions, claims }, { publications }] = await Promise.all([
    readAccounts(side, reading, episodes),
    readLabels(side, reading, { ...unnamed, sources: sourcesOf(estimateRows) }),
  ]);
  const persons = [...new Set(episodes.flatMap(({ doc }) => (doc['person'] as string | null) ?? []))];
  const clusters = await readClusters(side, reading, persons);
  const members = new Map(persons.map((person) => [person, clusters.of(person)]));
  const stated = await readNationalities(side, reading, [...new Set([...members.values()].flat())]);
  const nationalities = new Map([...members].map(([person, ids]) => [person, ofAny(ids, stated)]));
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
  if (holder !== null && !(await readItem(side, reading, 'parties', holder)))
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
 * How many are said to be held by one holder, or of one nationality by anybody, over time (DOMAIN 7): stretches of days in order. A fixed number of statements, and one more
 * for each 200 custody episodes of the holder.
 * @throws QueryProblem `not-found` for an unknown holder, `balance-too-large`
 */
export async function custodyBalance(
  side: ReadSide,
  reading: Reading,
  asked: BalanceQuestion,
  after: string | null,
): Promise<PageAnswer> {
  const { documents, claims, next } = await balanceDocuments(side, reading, asked, after);
  const shown = await completeDocuments(side, reading, balancePoint, documents, { claims });
  return pageAnswer(reading, asked.question.limit, next, shown);
}
