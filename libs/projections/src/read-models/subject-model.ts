import { type Category, type DomainEvent, eventCatalogue } from '#libs/contracts';
import { effectiveEvents } from '#libs/domain';
import { mentions, ownToken, withTokens } from './mentions.ts';
import type { ReadModel, ReadModelName } from './read-model.ts';
import type { Doc, Row } from './row.ts';
import { subjectOf } from './subject.ts';

/** A read model with one row per stream, whose key is the id of the subject. */
export interface SubjectModel<Document extends Doc> {
  readonly name: ReadModelName;
  readonly category: Category;
  /** The document of a subject of which nothing is known yet. Its fields keep this order. */
  empty(id: string, recordedAt: string): Document;
  /** The document after an event; the same object where the event does not change it. */
  evolve(document: Document, event: DomainEvent): Document;
  /** What must be remembered beside the document; the same object where nothing is new. */
  remember?(memo: Doc, event: DomainEvent): Doc;
  /** What follows from document and memory: further fields of the document, and valid time. */
  derive?(document: Document, memo: Doc | null): Derived<Document>;
  /** The fields that `derive` looks at; while they stay the same objects, what it gave stays. */
  readonly derivedFrom?: readonly (keyof Document)[];
}

export interface Derived<Document> {
  readonly document?: Document;
  readonly during: string | null;
  readonly surely: string | null;
}

/** Events about a claim (contested, more evidence) say nothing of the subject that a row could begin with. */
const begins = (event: DomainEvent): boolean => eventCatalogue[event.type].category !== null;

const undated: Derived<never> = { during: null, surely: null };

function derived<Document extends Doc>(
  model: SubjectModel<Document>,
  row: Row | undefined,
  document: Document,
  memo: Doc | null,
) {
  const before = row?.doc as Document | undefined;
  if (row && model.derivedFrom?.every((field) => before![field] === document[field]))
    return { document, during: row.during, surely: row.surely };
  return { document, ...(model.derive?.(document, memo) ?? undated) };
}

function begin<Document extends Doc>(model: SubjectModel<Document>, event: DomainEvent): Row | undefined {
  if (!begins(event)) return undefined;
  const { stream, position: born } = event;
  const document = model.evolve(model.empty(subjectOf(stream).id, event.recordedAt), event);
  const memo = model.remember ? model.remember({}, event) : null;
  const { document: doc, during, surely } = derived(model, undefined, document, memo);
  return { stream, born, during, surely, refs: withTokens([], [...mentions(event), ownToken(stream)]), doc, memo };
}

function step<Document extends Doc>(model: SubjectModel<Document>, row: Row, event: DomainEvent): Row {
  const document = model.evolve(row.doc as Document, event);
  const refs = withTokens(row.refs, mentions(event));
  const memo = model.remember ? model.remember(row.memo ?? {}, event) : null;
  if (document === row.doc && refs === row.refs && memo === row.memo) return row;
  const { document: doc, during, surely } = derived(model, row, document, memo);
  return { stream: row.stream, born: row.born, during, surely, refs, doc, memo };
}

/** Makes a read model of the description of its document. */
export function subjectModel<Document extends Doc>(model: SubjectModel<Document>): ReadModel {
  const apply = (row: Row | undefined, event: DomainEvent): Row | undefined =>
    row ? step(model, row, event) : begin(model, event);
  return {
    name: model.name,
    category: model.category,
    keys: ({ stream }) => [subjectOf(stream).id],
    apply,
    refold(events) {
      const row = effectiveEvents(events).reduce<Row | undefined>(apply, undefined);
      return new Map(row ? [[subjectOf(row.stream).id, row]] : []);
    },
  };
}
