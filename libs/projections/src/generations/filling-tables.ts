import { START } from '#libs/contracts';
import type {
  BatchChanges,
  BatchKnowledge,
  BatchRequest,
  GenerationTables,
  LoadedRow,
  ParkedEvent,
  StreamState,
} from '../engine/tables.ts';
import type { ReadModelName } from '../read-models/read-model.ts';
import type { CopySink } from './copy-sink.ts';
import { headLine, valueLine, versionLine } from './copy-text.ts';
import { createRowStore, type RowStore } from './row-store.ts';
import type { Breathe } from './turns.ts';

/** Whether the database takes what a batch writes. @throws BatchRefused */
export type Judge = (changes: BatchChanges) => Promise<void>;

/** The tables of a generation while a part of the streams is filled: what is asked for is in memory, what is final goes out. */
export interface FillingTables extends GenerationTables {
  /** From here on what the stream says waits: an operator parked it so in the generation before. */
  mark(stream: string): void;
  /** Sends what is left, open versions and last revisions. @returns the events that wait */
  finish(breathe: Breathe): Promise<readonly ParkedEvent[]>;
}

function rowsOf(store: RowStore, model: ReadModelName, keys: readonly string[]): ReadonlyMap<string, LoadedRow> {
  const rows = new Map<string, LoadedRow>();
  for (const key of keys) {
    const row = store.row(model, key);
    if (row) rows.set(key, row);
  }
  return rows;
}

/** @param judge asked before a batch stands; without one, what the database refuses shows when it is copied */
export function createFillingTables(sink: CopySink, judge?: Judge): FillingTables {
  const store = createRowStore((model, version) => sink.add(model, versionLine(version)));
  const marked = new Set<string>();
  const stateOf = (stream: string): StreamState => ({
    revision: store.heads.get(stream) ?? -1,
    parked: store.parked.has(stream) || marked.has(stream),
  });
  const known = ({ streams, keys }: BatchRequest): BatchKnowledge => ({
    checkpoint: START,
    streams: new Map(streams.map((stream) => [stream, stateOf(stream)])),
    rows: new Map([...keys].map(([model, each]) => [model, rowsOf(store, model, each)])),
  });
  return {
    mark: (stream) => void marked.add(stream),
    checkpoint: async () => START,
    stream: async (stream) => stateOf(stream),
    parkedStreams: async () => [...store.parked.keys()],
    async batch(request, fold) {
      const changes = fold(known(request));
      await judge?.(changes);
      store.write(changes);
      for (const value of changes.values) sink.add('personal_values', valueLine(value));
      await sink.room();
      return changes;
    },
    async finish(breathe) {
      for (const [model, version] of store.rest()) {
        sink.add(model, versionLine(version));
        await sink.room();
        await breathe();
      }
      for (const [stream, revision] of store.heads) {
        sink.add('stream_heads', headLine(stream, revision));
        await breathe();
      }
      await sink.finish();
      return [...store.parked.values()].flat();
    },
  };
}
