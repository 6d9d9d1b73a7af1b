import { type Cursor, decodeCursor, digestOf } from '../cursor.ts';
import { badRequest } from '../problem.ts';
import { keyForm, type Question, questionOf, requiredId } from '../question.ts';

/** The first day of a stretch that has none, as the timeline's cursors write it. */
export const OPEN = '-infinity';

export interface BalanceQuestion {
  /** null: whoever holds; then a nationality is asked for. */
  readonly holder: string | null;
  /** Only persons of whom somebody states it, and counts of it; null: all. */
  readonly nationality: string | null;
  /** Of the list of detentions, narrowed to the holder where one is asked for. */
  readonly question: Question;
}

/** What a cursor of a balance belongs to. */
export const digestOfBalance = ({ holder, nationality, question }: BalanceQuestion): string =>
  digestOf('balance', { holder, nationality, question: question.digest });

/** Balances are paged by the first day of their stretches. */
const balanceKey = keyForm('timeline').slice(0, 1);
const LONGEST_WORD = 200;

/** What was asked of a balance, checked. @throws QueryProblem `bad-request` with the parameter at fault */
export function balanceQuestionOf(given: Readonly<Partial<Record<string, string>>>): {
  readonly asked: BalanceQuestion;
  readonly cursor: Cursor | null;
} {
  const holder =
    (given['nationality'] === undefined ? requiredId(given, 'holder') : requiredId(given, 'holder', false)) ?? null;
  const { cursor, nationality = null, ...rest } = given;
  if (nationality !== null && (nationality.length === 0 || nationality.length > LONGEST_WORD))
    throw badRequest('filter-value', 'nationality', `nationality takes 1 to ${LONGEST_WORD} characters.`);
  const asked = { holder, nationality, question: questionOf('detentions', rest) };
  const read = cursor === undefined ? null : decodeCursor(cursor, digestOfBalance(asked), balanceKey);
  return { asked, cursor: read };
}
