import type { ReadModelName } from '../read-models/read-model.ts';
import type { Doc, Row } from '../read-models/row.ts';
import { documentText } from './document-text.ts';
import {
  type BatchChanges,
  type BatchKnowledge,
  type LoadedRow,
  type ModelChanges,
  OPEN,
  type StoredRow,
  type StoredVersion,
} from './tables.ts';

/** What one event makes of one row; undefined: no row is left. */
export interface RowChange {
  readonly model: ReadModelName;
  readonly key: string;
  readonly row: Row | undefined;
}

interface Slot {
  stored: StoredRow | undefined;
  row: Row | undefined;
  /** Where the version that stands begins. */
  from: string;
  /** Whether that version is in the table already. */
  inTable: boolean;
}

interface Staged {
  readonly slots: Map<string, Slot>;
  readonly closed: { key: string; from: string; at: string }[];
  readonly versions: StoredVersion[];
}

const CONTROL = /\p{Cc}/u;

function storedOf(key: string, row: Row, before: StoredRow | undefined): StoredRow {
  const { stream, born, during, surely, refs, doc, memo } = row;
  // Rows travel as one text with control characters between them.
  if (refs !== before?.refs && CONTROL.test(refs.join(' '))) throw new Error('a token holds a control character');
  const memoText = memo === null ? null : JSON.stringify(memo);
  return { key, stream, born, during, surely, refs, doc: documentText(doc), memo: memoText };
}

function parsed({ stream, born, during, surely, refs, doc, memo }: StoredRow): Row {
  const memory = memo === null ? null : (JSON.parse(memo) as Doc);
  return { stream, born, during, surely, refs, doc: JSON.parse(doc) as Doc, memo: memory };
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
  /** The version that stands at the end, with what it was parsed from; undefined for none. */
  readonly standing: (model: ReadModelName, key: string) => LoadedRow | undefined;
}

/** What a batch leads to, before it is written. */
export interface FoldedBatch extends BatchChanges {
  readonly applied: number;
  /** Events whose revision was in the rows already. */
  readonly duplicates: number;
  /** The rows at the end of the batch. */
  readonly standing: Stage['standing'];
}

function slotOfLoaded(loaded: LoadedRow | undefined): Slot {
  if (!loaded) return { stored: undefined, row: undefined, from: '', inTable: false };
  const { knownFrom: from, row, ...stored } = loaded;
  return { stored, row, from, inTable: true };
}

function replace({ closed, versions }: Staged, key: string, slot: Slot, next: StoredRow | undefined, at: string): void {
  const { stored, from } = slot;
  if (stored && slot.inTable) closed.push({ key, from, at });
  else if (stored) versions.push({ ...stored, knownFrom: from, knownTo: at });
  slot.stored = next;
  slot.from = at;
  slot.inTable = false;
}

const opened = (slots: Staged['slots']): StoredVersion[] =>
  [...slots.values()].flatMap(({ stored, from, inTable }) =>
    stored && !inTable ? [{ ...stored, knownFrom: from, knownTo: OPEN }] : [],
  );

/** The slots of each model, made as they are asked for. */
function createSlots(loaded: BatchKnowledge['rows']) {
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
    const slot = slotOfLoaded(loaded.get(model)?.get(key));
    slots.set(key, slot);
    return slot;
  };
  return { models, stagedOf, slotOf };
}

/** The rows of a batch, beginning with those that were loaded. */
export function createStage(loaded: BatchKnowledge['rows']): Stage {
  const { models, stagedOf, slotOf } = createSlots(loaded);
  const row = (model: ReadModelName, key: string): Row | undefined => {
    const slot = slotOf(model, key);
    if (slot.row === undefined && slot.stored) slot.row = parsed(slot.stored);
    return slot.row;
  };
  return {
    row,
    put(changes, position) {
      const real = changes.filter((change) => change.row !== row(change.model, change.key));
      const texts = real.map(
        (change) => change.row && storedOf(change.key, change.row, slotOf(change.model, change.key).stored),
      );
      real.forEach(({ model, key, row: next }, index) => {
        const slot = slotOf(model, key);
        if (!same(slot.stored, texts[index])) replace(stagedOf(model), key, slot, texts[index], position);
        slot.row = next;
      });
    },
    changes: () =>
      new Map(
        [...models].map(([model, { slots, closed, versions }]) => [
          model,
          { closed, versions: [...versions, ...opened(slots)] },
        ]),
      ),
    standing: (model, key) => {
      const { stored, row: known, from } = slotOf(model, key);
      return stored && { ...stored, knownFrom: from, ...(known && { row: known }) };
    },
  };
}
