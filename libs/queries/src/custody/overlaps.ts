import { overlapView } from '#libs/contracts';
import { overlapsOf } from '#libs/domain';
import { answeredAsOf } from '../answers.ts';
import { isShown, storedClaim } from '../claims.ts';
import { completeDocuments } from '../complete.ts';
import { readPage } from '../page.ts';
import { QueryProblem } from '../problem.ts';
import type { Question } from '../question.ts';
import type { ReadSide, Reading } from '../reading.ts';
import { estimateClaims } from '../reconciliation/swap-claims.ts';
import type { Row, StoredDocument } from '../rows.ts';

/** Every pair is looked at, so there is a bound: with more standing estimates the question must be narrowed. */
export const MOST_ESTIMATES = 300;
const PAGE = 200;

/** The standing claims of estimates that the filters leave. @throws QueryProblem `too-many-estimates` */
async function readStanding(side: ReadSide, reading: Reading, filters: Question): Promise<readonly Row[]> {
  const question = {
    ...filters,
    list: 'claims',
    tokens: [...filters.tokens, 'type:EstimateRecorded'],
    limit: PAGE,
  } as const;
  const rows: Row[] = [];
  for (let cursor: Question['cursor'] = null; ;) {
    const page = await readPage(side, reading, { ...question, cursor });
    rows.push(...page.rows.filter((row) => isShown(storedClaim(row))));
    if (rows.length > MOST_ESTIMATES)
      throw new QueryProblem(
        'bad-request',
        'too-many-estimates',
        'source',
        `More than ${MOST_ESTIMATES} estimates stand; narrow the question by source, claimant or days.`,
      );
    if (!page.hasNext) return rows;
    cursor = { position: reading.position, key: [page.rows.at(-1)!.born] };
  }
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
  const documents = found.map(({ claims, holder: likeness, scope, date, detail }) => ({
    estimates: claims.map(estimate),
    holder: likeness,
    scope,
    date,
    sumRefused: { rule: 'overlapping', detail },
  }));
  return { documents, claims: new Map(rows.map((row) => [row.key, row])) };
}

/** Overlapping estimates as clients see them. @throws QueryProblem `too-many-estimates` */
export async function overlapsIn(side: ReadSide, reading: Reading, question: Question, holder: string | undefined) {
  const { documents, claims } = await overlapDocuments(side, reading, question, holder);
  const { data, references } = await completeDocuments(side, reading, overlapView, documents, { claims });
  return {
    data,
    asOf: answeredAsOf(reading),
    ...(reading.parked.length > 0 && { parked: reading.parked }),
    references,
  };
}
