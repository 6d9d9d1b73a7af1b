import { overlapView } from '#libs/contracts';
import { overlapsOf } from '#libs/domain';
import { listAnswer } from '../answered.ts';
import { isShown, storedClaim } from '../claims.ts';
import { completeDocuments } from '../complete.ts';
import { readAllRows } from '../page.ts';
import { QueryProblem } from '../problem.ts';
import type { Question } from '../question.ts';
import type { ReadSide, Reading } from '../reading.ts';
import { estimateClaims } from '../reconciliation/swap-claims.ts';
import type { Row, StoredDocument } from '../rows.ts';

/** Every pair is looked at, so there is a bound: with more estimates the question must be narrowed. */
export const MOST_ESTIMATES = 300;

/** The standing claims of estimates that the filters leave. @throws QueryProblem `too-many-estimates` */
export async function readStanding(side: ReadSide, reading: Reading, filters: Question): Promise<readonly Row[]> {
  const question = { ...filters, list: 'claims', tokens: [...filters.tokens, 'type:EstimateRecorded'] } as const;
  const refusal = () =>
    new QueryProblem(
      'bad-request',
      'too-many-estimates',
      'source',
      `There are more than ${MOST_ESTIMATES} estimates; narrow the question by source, claimant or days.`,
    );
  const rows = await readAllRows(side, reading, question, MOST_ESTIMATES, refusal);
  return rows.filter((row) => isShown(storedClaim(row)));
}

/**
 * Which estimates may count the same people, pair by pair (DOMAIN 7), in the form of every stored document; `holder` leaves those of which one at least names the holder. One
 * statement for each 200 estimates. @throws QueryProblem `too-many-estimates`
 */
export async function overlapDocuments(
  side: ReadSide,
  reading: Reading,
  question: Question,
  holder: string | undefined,
): Promise<{ readonly documents: readonly StoredDocument[]; readonly claims: ReadonlyMap<string, Row> }> {
  const rows = await readStanding(side, reading, question);
  const byClaim = new Map(estimateClaims(rows).map((estimate) => [estimate.claim, estimate]));
  const found = overlapsOf([...byClaim.values()]).filter(
    ({ claims }) => holder === undefined || claims.some((claim) => byClaim.get(claim)!.holder === holder),
  );
  const estimate = (id: string): StoredDocument => {
    const { holder: of, count, date, scope, inclusion, claim } = byClaim.get(id)!;
    return { holder: of, count, date, scope, inclusion, claim };
  };
  const documents = found.map(({ claims, holder: likeness, scope, date, rule, detail }) => ({
    estimates: claims.map(estimate),
    holder: likeness,
    scope,
    date,
    sumRefused: { rule, detail },
  }));
  return { documents, claims: new Map(rows.map((row) => [row.key, row])) };
}

/** Overlapping estimates as clients see them. @throws QueryProblem `too-many-estimates` */
export async function overlapsIn(side: ReadSide, reading: Reading, question: Question, holder: string | undefined) {
  const { documents, claims } = await overlapDocuments(side, reading, question, holder);
  return listAnswer(reading, await completeDocuments(side, reading, overlapView, documents, { claims }));
}
