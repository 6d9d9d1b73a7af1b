import { readCluster } from './clusters.ts';
import type { Question } from './question.ts';
import type { ReadSide, Reading } from './reading.ts';
import { type Piece, withAnyToken, withTokens } from './sql.ts';

const PERSON = 'person:';

/**
 * The conditions of a question's filters. A person is asked for by any of the ids that judgements make one with it, so that an old id goes
 * on finding everything: one statement more where there is such a filter.
 */
export async function filterPieces(
  side: ReadSide,
  reading: Reading,
  { tokens }: Pick<Question, 'tokens'>,
): Promise<readonly Piece[]> {
  const person = tokens.find((token) => token.startsWith(PERSON));
  const others = tokens.filter((token) => token !== person);
  const plain = others.length > 0 ? [withTokens(others)] : [];
  if (person === undefined) return plain;
  const members = await readCluster(side, reading, person.slice(PERSON.length));
  return [...plain, withAnyToken(members.map((member) => PERSON + member))];
}
