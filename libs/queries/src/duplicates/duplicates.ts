import { duplicateView, type EvidenceItem } from '#libs/contracts';
import { duplicatesOf } from '#libs/domain';
import { listAnswer } from '../answered.ts';
import { isShown, storedClaim } from '../claims.ts';
import { completeDocuments } from '../complete.ts';
import { readAllRows } from '../page.ts';
import { QueryProblem } from '../problem.ts';
import type { Question } from '../question.ts';
import type { ReadSide, Reading } from '../reading.ts';
import type { Row, StoredDocument } from '../rows.ts';

/** Claims are compared in memory, so there is a bound: of a register with more, a source at a time is asked for. */
export const MOST_CLAIMS = 5_000;

function placed(row: Row) {
  const claim = storedClaim(row);
  const { id, type, report } = claim;
  return { claim: id, stream: row.stream, type, report, evidence: claim['evidence'] as readonly EvidenceItem[] };
}

/**
 * Claims that may have been entered more than once (DOMAIN 6), in the form of every stored document. One statement for each 200 claims.
 * @throws QueryProblem `too-many-claims`
 */
export async function duplicateDocuments(
  side: ReadSide,
  reading: Reading,
  question: Question,
): Promise<{ readonly documents: readonly StoredDocument[]; readonly claims: ReadonlyMap<string, Row> }> {
  const refusal = () =>
    new QueryProblem(
      'bad-request',
      'too-many-claims',
      'source',
      `There are more than ${MOST_CLAIMS} claims; narrow the question by source, claimant, person or party.`,
    );
  const rows = await readAllRows(side, reading, { ...question, list: 'claims' }, MOST_CLAIMS, refusal);
  const standing = rows.filter((row) => isShown(storedClaim(row)));
  const documents = duplicatesOf(standing.map(placed)).map(({ type, evidence, claims }) => ({
    type,
    evidence,
    claims: claims.map((claim) => ({ claim })),
  }));
  return { documents, claims: new Map(standing.map((row) => [row.key, row])) };
}

/** Possible duplicates as clients see them. @throws QueryProblem `too-many-claims` */
export async function duplicatesIn(side: ReadSide, reading: Reading, question: Question) {
  const { documents, claims } = await duplicateDocuments(side, reading, question);
  return listAnswer(reading, await completeDocuments(side, reading, duplicateView, documents, { claims }));
}
