import type { Category, DomainEvent } from '#libs/contracts';
import type { Row } from './row.ts';

export const readModelNames = [
  'sources',
  'parties',
  'persons',
  'groups',
  'detentions',
  'swaps',
  'estimates',
  'statements',
  'appeals',
  'talks',
  'judgements',
  'claims',
] as const;
export type ReadModelName = (typeof readModelNames)[number];

/**
 * One question answered in rows: pure functions, no clock, no I/O. Events come with references in place of personal values.
 * `apply` over the events of a stream and `refold` of them give the same rows: the engine uses the one as events come in, and the other
 * where a correction, retraction or withdrawal changes what was said before.
 */
export interface ReadModel {
  /** Also the name of its table. */
  readonly name: ReadModelName;
  /** Whose streams it folds; null for those of every category. */
  readonly category: Category | null;
  /** The keys of the rows that a plain event may change. */
  keys(event: DomainEvent): readonly string[];
  /** The row after a plain event; the same object where the event does not change it. */
  apply(row: Row | undefined, event: DomainEvent, key: string): Row | undefined;
  /** All rows of a stream, given all its events up to a position. */
  refold(events: readonly DomainEvent[]): ReadonlyMap<string, Row>;
}
