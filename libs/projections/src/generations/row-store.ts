import { type BatchChanges, type LoadedRow, OPEN, type ParkedEvent, type StoredVersion } from '../engine/tables.ts';
import { type ReadModelName, readModelNames } from '../read-models/read-model.ts';

/** Where versions go that nothing can change any more. */
export type Emit = (model: ReadModelName, version: StoredVersion) => void;

type Open = Map<string, StoredVersion>;

function closeVersion(open: Open, { key, from, at }: { key: string; from: string; at: string }): StoredVersion {
  const row = open.get(key);
  if (row?.knownFrom !== from) throw new Error(`no version of ${key} is open from ${from}`);
  open.delete(key);
  return { ...row, knownTo: at };
}

/** The open rows, last revisions and parked events of some streams, in memory; a version leaves as soon as it is closed. */
export function createRowStore(emit: Emit) {
  const models = new Map<ReadModelName, Open>(readModelNames.map((name) => [name, new Map()]));
  const heads = new Map<string, number>();
  const parked = new Map<string, ParkedEvent[]>();
  return {
    heads: heads as ReadonlyMap<string, number>,
    parked: parked as ReadonlyMap<string, readonly ParkedEvent[]>,
    row: (model: ReadModelName, key: string): LoadedRow | undefined => models.get(model)!.get(key),
    write(changes: BatchChanges): void {
      for (const [model, { closed, versions }] of changes.models) {
        const open = models.get(model)!;
        for (const each of closed) emit(model, closeVersion(open, each));
        for (const version of versions)
          if (version.knownTo === OPEN) open.set(version.key, version);
          else emit(model, version);
      }
      for (const [stream, revision] of changes.heads) heads.set(stream, revision);
      for (const event of changes.parked) parked.set(event.stream, [...(parked.get(event.stream) ?? []), event]);
    },
    /** The open versions, which leave with it. */
    *rest(): Generator<readonly [ReadModelName, StoredVersion]> {
      for (const [model, open] of models)
        for (const [key, version] of open) {
          open.delete(key);
          yield [model, version];
        }
    },
  };
}

export type RowStore = ReturnType<typeof createRowStore>;
