import type { ReadModel, ReadModelName } from '../read-models/read-model.ts';
import { subjectOf } from '../read-models/subject.ts';
import type { FoldedBatch } from './fold-batch.ts';
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

/** Holds rows of at most `limit` characters of documents, those that moved last. */
export function createRowCache(limit = 8_000_000): RowCache {
  const kept = new Map<string, Kept>();
  let size = 0;

  const forget = (stream: string): void => {
    size -= kept.get(stream)?.row?.doc.length ?? 0;
    kept.delete(stream);
  };
  const remember = (stream: string, known: Kept): void => {
    forget(stream);
    kept.set(stream, known);
    size += known.row?.doc.length ?? 0;
  };
  const shrink = (): void => {
    for (const stream of kept.keys()) {
      if (size <= limit && kept.size <= limit / 400) return;
      forget(stream);
    }
  };

  return {
    assume(prepared) {
      const revisions = new Map<string, number>();
      const rows: Kept[] = [];
      const seen = new Set<string>();
      for (const { recorded } of prepared) {
        const { stream, revision } = recorded;
        if (seen.has(stream)) continue;
        seen.add(stream);
        const known = kept.get(stream);
        if (known) rows.push(known);
        if (known || revision === 0) revisions.set(stream, known ? known.revision : -1);
      }
      return { revisions, rows };
    },
    keep({ heads, standing }, models) {
      const byCategory = new Map(models.map(({ category, name }) => [category, name]));
      for (const [stream, revision] of heads) {
        const { category, id: key } = subjectOf(stream);
        const model = byCategory.get(category);
        if (model) remember(stream, { revision, model, key, row: standing(model, key) });
      }
      shrink();
    },
    clear() {
      kept.clear();
      size = 0;
    },
  };
}
