import { comparePositions, START } from '#libs/contracts';
import {
  type BatchChanges,
  BatchRefused,
  displaced,
  type BatchRequest,
  type GenerationTables,
  type LoadedRow,
  type ModelChanges,
  OPEN,
  type ParkedEvent,
  type StoredVersion,
} from '../engine/tables.ts';
import { type ReadModelName, readModelNames } from '../read-models/read-model.ts';

/** The tables of a generation in memory, with the constraints of the real ones, for specs of the engine. */
export interface MemoryTables extends GenerationTables {
  readonly parked: readonly ParkedEvent[];
  /** Every version of every row, ordered, one line each; equal texts are equal tables. */
  dump(): string;
  /** The rows as known at a position, by model and key, as text. */
  asOf(position: string): string;
  /** A copy that goes its own way from here. */
  fork(): MemoryTables;
}

interface State {
  position: string;
  readonly versions: Map<ReadModelName, StoredVersion[]>;
  readonly heads: Map<string, number>;
  /** Value, and of names since when and by which keys. */
  readonly values: Map<string, readonly [string, string | null, readonly number[] | null]>;
  parked: ParkedEvent[];
}

const open = (rows: readonly StoredVersion[], key: string): StoredVersion | undefined =>
  rows.find((row) => row.key === key && row.knownTo === OPEN);

/** Postgres refuses a range that ends before it begins, and does not keep the bounds of an empty one. */
function isEmptyRange(range: string | null): boolean {
  const [, from, to] = /^.(.*),(.*).$/.exec(range ?? '') ?? [];
  return Boolean(from && to && from >= to);
}

function write(rows: StoredVersion[], { closed, versions }: ModelChanges): void {
  for (const { key, from, at } of closed) {
    const row = open(rows, key);
    if (row?.knownFrom !== from) throw new Error(`no open version of ${key}`);
    rows[rows.indexOf(row)] = { ...row, knownTo: at };
  }
  for (const version of versions) {
    if (isEmptyRange(version.during) || isEmptyRange(version.surely))
      throw new BatchRefused(`days of ${version.key} run backwards`);
    if (comparePositions(version.knownFrom, version.knownTo) >= 0)
      throw new Error(`an empty version of ${version.key}`);
    if (rows.some(({ key, knownFrom }) => key === version.key && knownFrom === version.knownFrom))
      throw new BatchRefused(`two versions of ${version.key} from ${version.knownFrom}`);
    if (version.knownTo === OPEN && open(rows, version.key))
      throw new BatchRefused(`two open versions of ${version.key}`);
    rows.push(version);
  }
}

function park(state: State, { unpark, parked }: BatchChanges): void {
  const gone = ({ stream, revision }: ParkedEvent): boolean =>
    stream === unpark?.stream && (revision === null || revision <= unpark.upTo);
  const same = (one: ParkedEvent) => (other: ParkedEvent) =>
    one.stream === other.stream && one.position === other.position;
  state.parked = state.parked.filter((each) => !gone(each));
  for (const each of parked) {
    const known = state.parked.findIndex(same(each));
    if (known < 0) state.parked.push(each);
    else if (each.reason !== 'behind') state.parked[known] = each;
  }
}

function writeAll(state: State, changes: BatchChanges): void {
  for (const [model, each] of changes.models) write(state.versions.get(model)!, each);
  for (const { subject, ref, value, name } of changes.values)
    state.values.set(`${subject} ${ref}`, [value, name?.knownFrom ?? null, name?.keys ?? null]);
  for (const [stream, revision] of changes.heads) state.heads.set(stream, revision);
  park(state, changes);
}

const lines = (
  state: State,
  wanted: (version: StoredVersion) => boolean,
  shown: (version: StoredVersion) => object,
): string =>
  readModelNames
    .flatMap((model) =>
      state.versions
        .get(model)!
        .filter(wanted)
        .map((version) => `${model} ${JSON.stringify(shown(version))}`),
    )
    .sort()
    .join('\n');

const isParked = (state: State, stream: string): boolean => state.parked.some((each) => each.stream === stream);

function tablesOf(state: State): MemoryTables {
  const stream = (name: string) => ({ revision: state.heads.get(name) ?? -1, parked: isParked(state, name) });
  const rowsOf = (model: ReadModelName, keys: readonly string[]): Map<string, LoadedRow> => {
    const rows = keys.map((key) => open(state.versions.get(model)!, key)).filter((row) => row !== undefined);
    return new Map(rows.map(({ knownTo: _to, ...row }) => [row.key, row]));
  };
  return {
    get parked() {
      return state.parked;
    },
    checkpoint: async () => state.position,
    stream: async (name) => stream(name),
    parkedStreams: async () => [...new Set(state.parked.map((each) => each.stream))],
    async batch({ advance, streams, keys }: BatchRequest, fold) {
      const checkpoint = state.position;
      if (advance && advance.from !== checkpoint) throw displaced(advance.from, checkpoint);
      const rows = new Map([...keys].map(([model, each]) => [model, rowsOf(model, each)]));
      const changes = fold({ checkpoint, streams: new Map(streams.map((name) => [name, stream(name)])), rows });
      const next = structuredClone(state);
      writeAll(next, changes);
      Object.assign(state, next, { position: advance?.to ?? checkpoint });
      return changes;
    },
    dump: () =>
      [
        lines(
          state,
          () => true,
          (version) => version,
        ),
        [...state.values]
          .map((entry) => JSON.stringify(entry))
          .sort()
          .join(),
      ].join('\n'),
    asOf: (position) =>
      lines(
        state,
        ({ knownFrom, knownTo }) =>
          comparePositions(knownFrom, position) <= 0 && comparePositions(knownTo, position) > 0,
        ({ knownFrom: _from, knownTo: _to, ...row }) => row,
      ),
    fork: () => tablesOf(structuredClone(state)),
  };
}

export const createMemoryTables = (): MemoryTables =>
  tablesOf({
    position: START,
    versions: new Map(readModelNames.map((model) => [model, []])),
    heads: new Map(),
    values: new Map(),
    parked: [],
  });
