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
  /** What must be remembered beside the document. */
  remember?(memo: Doc, event: DomainEvent): Doc;
  /** What follows from document and memory: further fields of the document, and valid time. */
  derive?(document: Document, memo: Doc | null): Derived<Document>;
}

export interface Derived<Document> {
  readonly document?: Document;
  readonly during: string | null;
  readonly surely: string | null;
}

/** Events about a claim (contested, more evidence) say nothing of the subject that a row could begin with. */
const begins = (event: DomainEvent): boolean => eventCatalogue[event.type].category !== null;

const undated: Derived<never> = { during: null, surely: null };

function step<Document extends Doc>(model: SubjectModel<Document>, row: Row | undefined, event: DomainEvent) {
  if (!row && !begins(event)) return undefined;
  const { stream } = event;
  const before = row?.doc as Document | undefined;
  const known = before ?? model.empty(subjectOf(stream).id, event.recordedAt);
  const document = model.evolve(known, event);
  const tokens = mentions(event);
  const refs = withTokens(row?.refs ?? [], row ? tokens : [...tokens, ownToken(stream)]);
  if (row && document === before && refs === row.refs) return row;
  const memo = model.remember ? model.remember(row?.memo ?? {}, event) : null;
  const { document: derived = document, during, surely } = model.derive?.(document, memo) ?? undated;
  return { stream, born: row?.born ?? event.position, during, surely, refs, doc: derived, memo };
}

/** Makes a read model of the description of its document. */
export function subjectModel<Document extends Doc>(model: SubjectModel<Document>): ReadModel {
  const apply = (row: Row | undefined, event: DomainEvent): Row | undefined => step(model, row, event);
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
