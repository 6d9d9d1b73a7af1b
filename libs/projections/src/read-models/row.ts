/** A document of a row: the answer's document, with claim ids in place of claims and `{subject, ref}` in place of personal values. */
export type Doc = Readonly<Record<string, unknown>>;

/** What a read model knows of one key at one position. It belongs to exactly one stream. */
export interface Row {
  readonly stream: string;
  /** Position of the first event of the row: the order of lists. */
  readonly born: string;
  /** Valid time: the days it may have been so, as a Postgres daterange; null where not stated. */
  readonly during: string | null;
  /** The days on which it certainly was so; null where there are none. */
  readonly surely: string | null;
  /** What can be filtered by: `party:<id>`, `source:<id>`, `status:standing`; sorted, each once. */
  readonly refs: readonly string[];
  readonly doc: Doc;
  /** What the fold must remember beside the document; never answered. */
  readonly memo: Doc | null;
}
