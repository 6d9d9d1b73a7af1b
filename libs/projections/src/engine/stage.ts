import type { ReadModelName } from '../read-models/read-model.ts';
import type { Doc, Row } from '../read-models/row.ts';
import { type BatchKnowledge, type ModelChanges, OPEN, type StoredRow, type StoredVersion } from './tables.ts';

/** What one event makes of one row; undefined: no row is left. */
export interface RowChange {
  readonly model: ReadModelName;
  readonly key: string;
  readonly row: Row | undefined;
}

interface Slot {
  /** Null where the version that stands is the one in the table. */
  from: string | null;
  stored: StoredRow | undefined;
  row: Row | undefined;
}

interface Staged {
  readonly slots: Map<string, Slot>;
  readonly closed: { key: string; at: string }[];
  readonly versions: StoredVersion[];
}

const UNSTORABLE = /[\x00-\x1f]/;

function storedOf(key: string, { stream, born, during, surely, refs, doc, memo }: Row): StoredRow {
  // Rows travel as one text with control characters between them.
  if (refs.some((token) => UNSTORABLE.test(token))) throw new Error('a token holds a control character');
  const memoText = memo === null ? null : JSON.stringify(memo);
  return { key, stream, born, during, surely, refs, doc: JSON.stringify(doc), memo: memoText };
}

function loadedRow(stored: StoredRow): Row {
  const { stream, born, during, surely, refs } = stored;
  const memo = stored.memo === null ? null : (JSON.parse(stored.memo) as Doc);
  return { stream, born, during, surely, refs, doc: JSON.parse(stored.doc) as Doc, memo };
}

const sameRefs = (one: readonly string[], other: readonly string[]): boolean =>
  one === other || (one.length === other.length && one.every((token, index) => token === other[index]));

/** Fields are built in a fixed order, so that equal documents have equal texts. */
const same = (one: StoredRow | undefined, other: StoredRow | undefined): boolean =>
  one === other ||
  (one !== undefined &&
    other !== undefined &&
    one.doc === other.doc &&
    one.memo === other.memo &&
    one.during === other.during &&
    one.surely === other.surely &&
    one.born === other.born &&
    sameRefs(one.refs, other.refs));

/** The rows of a batch while it is folded: what the table holds, and one version for every event that changed a row. */
export interface Stage {
  row(model: ReadModelName, key: string): Row | undefined;
  /** All changes of one event, or, where one of the rows cannot be written as text, none of them. */
  put(changes: readonly RowChange[], position: string): void;
  /** What is to be written, by model. */
  changes(): ReadonlyMap<ReadModelName, ModelChanges>;
}

function replace(staged: Staged, key: string, slot: Slot, next: StoredRow | undefined, position: string): void {
  if (slot.stored && slot.from === null) staged.closed.push({ key, at: position });
  if (slot.stored && slot.from !== null)
    staged.versions.push({ ...slot.stored, knownFrom: slot.from, knownTo: position });
  slot.stored = next;
  slot.from = position;
}

export function createStage(loaded: BatchKnowledge['rows']): Stage {
  const models = new Map<ReadModelName, Staged>();

  const stagedOf = (model: ReadModelName): Staged => {
    const known = models.get(model);
    if (known) return known;
    const staged: Staged = { slots: new Map(), closed: [], versions: [] };
    models.set(model, staged);
    return staged;
  };

  const slotOf = (model: ReadModelName, key: string): Slot => {
    const { slots } = stagedOf(model);
    const known = slots.get(key);
    if (known) return known;
    const slot: Slot = { from: null, stored: loaded.get(model)?.get(key), row: undefined };
    slots.set(key, slot);
    return slot;
  };

  const row = (model: ReadModelName, key: string): Row | undefined => {
    const slot = slotOf(model, key);
    if (slot.row === undefined && slot.stored) slot.row = loadedRow(slot.stored);
    return slot.row;
  };

  return {
    row,
    put(changes, position) {
      const real = changes.filter((change) => change.row !== row(change.model, change.key));
      const texts = real.map((change) => change.row && storedOf(change.key, change.row));
      real.forEach(({ model, key, row: next }, index) => {
        const slot = slotOf(model, key);
        if (!same(slot.stored, texts[index])) replace(stagedOf(model), key, slot, texts[index], position);
        slot.row = next;
      });
    },
    changes() {
      const opened = (slots: Staged['slots']): StoredVersion[] =>
        [...slots.values()]
          .filter(({ stored, from }) => stored && from !== null)
          .map(({ stored, from }) => ({ ...stored!, knownFrom: from!, knownTo: OPEN }));
      return new Map(
        [...models].map(([model, { slots, closed, versions }]) => [
          model,
          { closed, versions: [...versions, ...opened(slots)] },
        ]),
      );
    },
  };
}
