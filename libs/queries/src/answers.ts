import { type AnsweredAsOf, answeredAsOf, cursorBehind, type PageAnswer, pageAnswer } from './answered.ts';
import { complete } from './complete.ts';
import type { References } from './labels.ts';
import type { ModelName } from './models.ts';
import { askedDays } from './on.ts';
import { type Page, readItem, readItemOn, readPage } from './page.ts';
import { QueryProblem } from './problem.ts';
import type { Question } from './question.ts';
import { openReading, type ReadSide, type Reading, type WantedState } from './reading.ts';
import type { StoredDocument } from './rows.ts';
import { readTimeline } from './timeline.ts';

export interface ItemAnswer {
  readonly data: StoredDocument;
  readonly asOf: AnsweredAsOf;
  readonly references: References;
}

/** The state that a question of a list is answered from: its cursor's, else that of `asOf`, else the newest. */
export const readingFor = (side: ReadSide, question: Question, wanted: WantedState = {}): Promise<Reading> =>
  openReading(side, { ...wanted, asOf: question.asOf, pinned: question.cursor?.position ?? null });

/** A page of any list, as rows. */
export const pageFor = (side: ReadSide, reading: Reading, question: Question): Promise<Page> =>
  question.list === 'timeline'
    ? readTimeline(side, reading, question)
    : readPage(side, reading, question as Question & { list: ModelName });

function shownInTimeline(page: Page, claims: readonly StoredDocument[]): StoredDocument[] {
  return claims.map(({ validity, ...claim }, index) => {
    const { earliest = null, latest = null } = page.rows[index]!;
    return { earliest, latest, ...(validity !== undefined && { validity }), claim };
  });
}

/** Rows of a page of any list as clients see them. */
export async function shownPage(
  side: ReadSide,
  reading: Reading,
  { list }: Question,
  page: Page,
): Promise<Pick<PageAnswer, 'data' | 'references'>> {
  const { data, references } = await complete(side, reading, list === 'timeline' ? 'claims' : list, page.rows);
  return { data: list === 'timeline' ? shownInTimeline(page, data) : data, references };
}

/** A page of a list as clients see it. Reads nothing but the state of `reading`. */
export async function listOf(side: ReadSide, reading: Reading, question: Question): Promise<PageAnswer> {
  const page = await pageFor(side, reading, question);
  const shown = await shownPage(side, reading, question, page);
  return pageAnswer(reading, question.limit, cursorBehind(reading, question, page), shown);
}

/**
 * One item as clients see it.
 * @throws QueryProblem `not-found`: `unknown-id`, or `not-on` where it is known but nothing is stated for the days of `on`
 */
export async function itemOf(
  side: ReadSide,
  reading: Reading,
  model: ModelName,
  id: string,
  on?: string,
): Promise<ItemAnswer> {
  const key = id.toLowerCase();
  const row =
    on === undefined
      ? await readItem(side, reading, model, key)
      : await readItemOn(side, reading, model, key, askedDays(on).range);
  if (!row) {
    const known = on !== undefined && (await readItem(side, reading, model, key)) !== null;
    throw known
      ? new QueryProblem('not-found', 'not-on', 'on', `Nothing is stated for these days about ${model} ${id}.`)
      : new QueryProblem('not-found', 'unknown-id', null, `The register holds none of ${model} under ${id}.`);
  }
  const { data, references } = await complete(side, reading, model, [row]);
  return { data: data[0]!, asOf: answeredAsOf(reading), references };
}
