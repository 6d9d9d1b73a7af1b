import { encodeCursor } from './cursor.ts';
import type { References } from './labels.ts';
import type { Page } from './page.ts';
import type { Question } from './question.ts';
import type { Reading } from './reading.ts';
import type { StoredDocument } from './rows.ts';
import { sortKey } from './timeline.ts';

/** The state of the register that an answer was read from. */
export interface AnsweredAsOf {
  readonly position: string;
  readonly recordedAt: string | null;
}

export const answeredAsOf = ({ position, recordedAt }: Reading): AnsweredAsOf => ({ position, recordedAt });

/** Several entries, all of one state. */
export interface ListAnswer {
  readonly data: readonly StoredDocument[];
  readonly asOf: AnsweredAsOf;
  /** Streams that stand still behind an event that could not be applied; only where there are any. */
  readonly parked?: readonly string[];
  readonly references: References;
}

export interface PageAnswer extends ListAnswer {
  readonly page: { readonly next: string | null; readonly limit: number };
}

interface Shown {
  readonly data: readonly StoredDocument[];
  readonly references: References;
}

/** Entries as an answer, with the state they are of. */
export const listAnswer = (reading: Reading, { data, references }: Shown): ListAnswer => ({
  data,
  asOf: answeredAsOf(reading),
  ...(reading.parked.length > 0 && { parked: reading.parked }),
  references,
});

/** One page of entries as an answer; `next` is the cursor of the page behind it, null on the last. */
export function pageAnswer(
  reading: Reading,
  limit: number,
  next: string | null,
  { data, references }: Shown,
): PageAnswer {
  const { data: entries, ...rest } = listAnswer(reading, { data, references });
  return { data: entries, page: { next, limit }, ...rest };
}

/** The cursor of the page behind this one; null on the last. */
export function cursorBehind(reading: Reading, { digest }: Question, { rows, hasNext }: Page): string | null {
  const last = rows.at(-1);
  return hasNext && last ? encodeCursor({ position: reading.position, key: sortKey(last) }, digest) : null;
}
