import type { ModelName, Reading, Row, StoredDocument, Validity } from '#libs/queries';

/** A piece of a document and the state it was read from: whatever it refers to is read from the same state. */
export interface Seen<Value = StoredDocument> {
  readonly reading: Reading;
  readonly value: Value;
}

/** A whole row. */
export interface SeenRow extends Seen {
  readonly model: ModelName;
  readonly stream: string;
  readonly validity: Validity | null;
}

export const seenRow = (reading: Reading, model: ModelName, row: Row): SeenRow => ({
  reading,
  model,
  value: row.doc,
  stream: row.stream,
  validity: row.validity ?? null,
});

export const seenRows = (reading: Reading, model: ModelName, rows: readonly Row[]): SeenRow[] =>
  rows.map((row) => seenRow(reading, model, row));
