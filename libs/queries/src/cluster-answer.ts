import { personCluster } from '#libs/contracts';
import { answeredAsOf } from './answered.ts';
import type { ItemAnswer } from './answers.ts';
import { readClusters } from './clusters.ts';
import { completeDocuments } from './complete.ts';
import { readItem } from './page.ts';
import { QueryProblem } from './problem.ts';
import type { ReadSide, Reading } from './reading.ts';
import type { StoredDocument } from './rows.ts';

/** What an answer shows of a stored judgement. */
export const shownJudgement = ({
  left,
  right,
  judgement,
  reason,
  recordedAt,
  recordedBy,
}: StoredDocument): StoredDocument => ({ left, right, judgement, reason, recordedAt, recordedBy });

/**
 * All persons that are one with this one, and the judgements that make them so: who decided each, when and why.
 * @throws QueryProblem `unknown-id`
 */
export async function clusterAnswer(side: ReadSide, reading: Reading, id: string): Promise<ItemAnswer> {
  const person = id.toLowerCase();
  if (!(await readItem(side, reading, 'persons', person)))
    throw new QueryProblem('not-found', 'unknown-id', null, `The register holds none of persons under ${id}.`);
  const clusters = await readClusters(side, reading, [person]);
  const cluster = {
    id: person,
    members: clusters.of(person),
    judgements: clusters.judgements.map(shownJudgement),
  };
  const { data, references } = await completeDocuments(side, reading, personCluster, [cluster]);
  return { data: data[0]!, asOf: answeredAsOf(reading), references };
}
