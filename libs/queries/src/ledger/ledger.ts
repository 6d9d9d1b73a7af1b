import { ledgerEntry, ledgerParty, streamOf } from '#libs/contracts';
import { type LedgerLeg, ledgerOf, type LedgerSide, totalsOf } from '#libs/domain';
import { answeredAsOf, cursorBehind, type PageAnswer, pageAnswer } from '../answered.ts';
import { readClaimsOfStreams } from '../claims.ts';
import { type Clusters, readClusters } from '../clusters.ts';
import { completeDocuments } from '../complete.ts';
import { readAllRows, readItem, readPage } from '../page.ts';
import { QueryProblem } from '../problem.ts';
import { type Question, questionOf } from '../question.ts';
import type { ReadSide, Reading } from '../reading.ts';
import { swapClaims } from '../reconciliation/swap-claims.ts';
import type { Row, StoredDocument } from '../rows.ts';

/** Totals are computed in memory, so they are bounded: a party of more swaps is refused. */
export const MOST_SWAPS = 2_000;

const sideDocument = ({ claims, ...side }: LedgerSide): StoredDocument => ({
  ...side,
  claims: claims.map(({ count, claim }) => ({ count, claim })),
});

function legDocument({ slot, planned, actual, absences, ...rest }: LedgerLeg): StoredDocument {
  const { leg, parent, partBy, from, to } = slot;
  return {
    ...{ leg, parent, partBy, from, to },
    planned: sideDocument(planned),
    actual: sideDocument(actual),
    absences: absences.map(({ kind, count, persons, claim }) => ({ kind, count, persons, claim })),
    ...rest,
  };
}

/** Whom the plans of a swap name: somebody may say what came of them under another id that judgements make one with theirs. */
export const personsPlanned = (swap: StoredDocument, claims: readonly Row[]): string[] => [
  ...new Set(swapClaims(swap, claims).claims.flatMap(({ phase, persons }) => (phase === 'planned' ? persons : []))),
];

/** What the claims of a swap's stream say of its legs, in the form of every stored document. Computes, reads nothing. */
export function ledgerDocument(swap: StoredDocument, claims: readonly Row[], clusters: Pick<Clusters, 'of'>) {
  const oneOf = (person: string): string => clusters.of(person)[0] ?? person;
  const legs = ledgerOf({ ...swapClaims(swap, claims), personOf: oneOf });
  return { swap: swap['id'], date: swap['date'] ?? null, legs: legs.map(legDocument) };
}

async function readClaimsOfSwaps(side: ReadSide, reading: Reading, rows: readonly Row[]) {
  const streams = rows.map(({ key }) => streamOf('swap', key));
  const byStream = await readClaimsOfStreams(side, reading, streams);
  return rows.map((row, index) => ({ row, claims: byStream.get(streams[index]!) ?? [] }));
}

/** What was planned, claimed and left over, swap by swap (DOMAIN 7). The question is one of the list of swaps. Three statements a page, and one more where a plan names persons. */
export async function ledgerPage(
  side: ReadSide,
  reading: Reading,
  question: Question & { list: 'swaps' },
): Promise<PageAnswer> {
  const page = await readPage(side, reading, question);
  const entries = await readClaimsOfSwaps(side, reading, page.rows);
  const claims = new Map(entries.flatMap((entry) => entry.claims.map((row) => [row.key, row] as const)));
  const planned = entries.flatMap((entry) => personsPlanned(entry.row.doc, entry.claims));
  const clusters = await readClusters(side, reading, [...new Set(planned)]);
  const documents = entries.map((entry) => ledgerDocument(entry.row.doc, entry.claims, clusters));
  const shown = await completeDocuments(side, reading, ledgerEntry, documents, { claims });
  return pageAnswer(reading, question.limit, cursorBehind(reading, question, page), shown);
}

/** Every swap that names the party. @throws QueryProblem `ledger-too-large` */
const readSwapsOf = (side: ReadSide, reading: Reading, party: string): Promise<readonly Row[]> =>
  readAllRows(
    side,
    reading,
    { ...questionOf('swaps', { party }), list: 'swaps' },
    MOST_SWAPS,
    () =>
      new QueryProblem('bad-request', 'ledger-too-large', 'party', `More than ${MOST_SWAPS} swaps name this party.`),
  );

/**
 * What one party gave and received over all swaps, each sum with its inputs. Two statements, and one more for each 200 swaps of the party.
 * @throws QueryProblem `ledger-too-large`
 */
export async function ledgerTotals(side: ReadSide, reading: Reading, party: string): Promise<StoredDocument> {
  const entries = await readClaimsOfSwaps(side, reading, await readSwapsOf(side, reading, party));
  const swaps = entries.map(({ row, claims }) => ({ swap: row.key, legs: ledgerOf(swapClaims(row.doc, claims)) }));
  const totals = (role: 'gave' | 'received') => ({
    planned: totalsOf(swaps, party, role, 'planned'),
    actual: totalsOf(swaps, party, role, 'actual'),
  });
  return { party, swaps: swaps.length, gave: totals('gave'), received: totals('received') };
}

/** The totals of one party as clients see them. @throws QueryProblem `not-found` for an unknown party, `ledger-too-large` */
export async function ledgerOfParty(side: ReadSide, reading: Reading, party: string) {
  if (!(await readItem(side, reading, 'parties', party)))
    throw new QueryProblem('not-found', 'unknown-id', 'party', `The register holds no party ${party}.`);
  const document = await ledgerTotals(side, reading, party);
  const { data, references } = await completeDocuments(side, reading, ledgerParty, [document]);
  return {
    data: data[0]!,
    asOf: answeredAsOf(reading),
    ...(reading.parked.length > 0 && { parked: reading.parked }),
    references,
  };
}
