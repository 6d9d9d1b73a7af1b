import type { StoredDocument } from '../rows.ts';
import type { Column } from './columns.ts';

/** A list as JSON Lines: each item as it stands in the list's `data`, nothing flattened and nothing left out. */
export async function* jsonLinesOf(
  _columns: readonly Column[],
  pages: AsyncIterable<readonly StoredDocument[]>,
): AsyncGenerator<Uint8Array, void> {
  for await (const page of pages)
    if (page.length > 0) yield Buffer.from(page.map((item) => `${JSON.stringify(item)}\n`).join(''));
}
