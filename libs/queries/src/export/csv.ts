import type { StoredDocument } from '../rows.ts';
import { type Cell, cellsOf, type Column } from './columns.ts';

/**
 * What a spreadsheet may take for a formula: `=`, `+`, `-`, `@` (also in full width) at the beginning, behind blanks or behind the guard
 * itself, and a tab or line break at the beginning, which some programs drop before they look.
 */
const FORMULA = /^(?:['\s]*[=+\-@＝＋－＠]|'*[\t\r\n])/;

/** Text that no spreadsheet executes: an apostrophe before whatever may begin a formula. */
export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text as it was before it was guarded. */
export const unguarded = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;

const quoted = (text: string): string => `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;

/** Text always stands in quotes, so that an empty one differs from null, which is nothing at all. Numbers stay numbers. */
function fieldOf(cell: Cell, { type }: Column): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  // Ids, days, instants and JSON begin with a letter, a digit or a bracket.
  return quoted(type === 'text' ? guarded(cell) : cell);
}

/** One record (RFC 4180). */
const recordOf = (fields: readonly string[]): string => `${fields.join(',')}\r\n`;

/** A list as CSV (RFC 4180): a header, then a record for each row, in UTF-8 without a byte order mark. */
export async function* csvOf(
  columns: readonly Column[],
  pages: AsyncIterable<readonly StoredDocument[]>,
): AsyncGenerator<Uint8Array, void> {
  let header: string | null = recordOf(columns.map(({ name }) => name));
  for await (const page of pages) {
    const records = page.map((item) =>
      recordOf(cellsOf(columns, item).map((cell, index) => fieldOf(cell, columns[index]!))),
    );
    yield Buffer.from((header ?? '') + records.join(''));
    header = null;
  }
}
