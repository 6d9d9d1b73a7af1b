import { pageFor, shownPage } from '../answers.ts';
import { MOST_ROWS, type Question } from '../question.ts';
import type { ReadSide, Reading } from '../reading.ts';
import type { StoredDocument } from '../rows.ts';
import { sortKey } from '../timeline.ts';

/** Rows that are in memory at once, beside what a format gathers. */
export const PAGE_ROWS = MOST_ROWS;

/**
 * A whole list, page by page, all of one state: the same documents in the same order as its answers. At most three statements a page; the
 * next page is read only when it is asked for. There is always a first page, which may be empty.
 */
export async function* walk(
  side: ReadSide,
  reading: Reading,
  question: Question,
): AsyncGenerator<readonly StoredDocument[], void> {
  let asked: Question = { ...question, limit: PAGE_ROWS };
  for (;;) {
    const page = await pageFor(side, reading, asked);
    yield (await shownPage(side, reading, asked, page)).data;
    const last = page.rows.at(-1);
    if (!page.hasNext || !last) return;
    asked = { ...asked, cursor: { position: reading.position, key: sortKey(last) } };
  }
}
