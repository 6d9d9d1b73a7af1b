import type { ReadModel, ReadModelName } from '../read-models/read-model.ts';
import { subjectOf } from '../read-models/subject.ts';
import type { FoldedBatch } from './stage.ts';
import type { PreparedEvent } from './prepare.ts';
import type { BatchKnowledge, LoadedRow } from './tables.ts';

interface Kept {
  readonly revision: number;
  readonly model: ReadModelName;
  readonly key: string;
  /** Undefined: the stream has no row, which is knowledge too. */
  readonly row: LoadedRow | undefined;
}

/** What a batch takes for known before it has asked: the last revision of some streams, and the rows they have at it. */
export interface Assumed {
  readonly revisions: ReadonlyMap<string, number>;
  readonly rows: readonly Kept[];
}

/** A stream is not where it was assumed to be; the batch has to ask for everything. */
export class StaleRows extends Error {
  override readonly name = 'StaleRows';
}

/**
 * Rows of the streams that moved last, so that a busy stream's document is not fetched and parsed for each batch. A row belongs to one
 * stream and changes only when the stream's last revision does, so comparing that revision with the database's tells whether the row is
 * still right, whoever else (an operator's redrive) wrote in between.
 */
export interface RowCache {
  assume(prepared: readonly PreparedEvent[]): Assumed;
  /** After the batch was committed. */
  keep(folded: FoldedBatch, models: readonly ReadModel[]): void;
  clear(): void;
}

export const nothingAssumed: Assumed = { revisions: new Map(), rows: [] };

/** @throws StaleRows */
export function confirm({ revisions }: Assumed, streams: BatchKnowledge['streams']): void {
  for (const [stream, revision] of revisions)
    if (streams.get(stream)?.revision !== revision) throw new StaleRows(`${stream} is not at revision ${revision}`);
}

/** What was loaded, and what was assumed and confirmed. */
export function withAssumed(rows: BatchKnowledge['rows'], assumed: Assumed): BatchKnowledge['rows'] {
  const all = new Map<ReadModelName, Map<string, LoadedRow>>([...rows].map(([model, each]) => [model, new Map(each)]));
  for (const { model, key, row } of assumed.rows) {
    if (!row) continue;
    const each = all.get(model) ?? new Map<string, LoadedRow>();
    all.set(model, each.set(key, row));
  }
  return all;
}

/** Entries by stream, those that moved last at the end; their size is that of their documents, in characters. */
function createRecent(limit: number) {
  const kept = new Map<string, Kept>();
  let size = 0;
  const forget = (stream: string): void => {
    size -= kept.get(stream)?.row?.doc.length ?? 0;
    kept.delete(stream);
  };
  return {
    get: (stream: string) => kept.get(stream),
    remember(stream: string, known: Kept): void {
      forget(stream);
      kept.set(stream, known);
      size += known.row?.doc.length ?? 0;
    },
    shrink(): void {
      for (const stream of kept.keys()) {
        if (size <= limit && kept.size <= limit / SMALLEST_DOCUMENT) return;
        forget(stream);
      }
    },
    clear(): void {
      kept.clear();
      size = 0;
    },
  };
}

const SMALLEST_DOCUMENT = 400;

/** Holds rows of at most `limit` characters of documents. */
export function createRowCache(limit = 8_000_000): RowCache {
  const recent = createRecent(limit);
  return {
    assume(prepared) {
      const firsts = new Map<string, number>();
      for (const { recorded } of prepared)
        if (!firsts.has(recorded.stream)) firsts.set(recorded.stream, recorded.revision);
      const known = [...firsts].map(([stream, revision]) => ({ stream, revision, kept: recent.get(stream) }));
      const certain = known.filter(({ kept, revision }) => kept !== undefined || revision === 0);
      return {
        revisions: new Map(certain.map(({ stream, kept }) => [stream, kept?.revision ?? -1])),
        rows: certain.flatMap(({ kept }) => kept ?? []),
      };
    },
    keep({ heads, standing }, models) {
      const byCategory = new Map(models.map(({ category, name }) => [category, name]));
      for (const [stream, revision] of heads) {
        const { category, id: key } = subjectOf(stream);
        const model = byCategory.get(category);
        if (model) recent.remember(stream, { revision, model, key, row: standing(model, key) });
      }
      recent.shrink();
    },
    clear: () => recent.clear(),
  };
}
