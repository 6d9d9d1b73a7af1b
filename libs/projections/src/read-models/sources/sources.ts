import type { EventData } from '#libs/contracts';
import { subjectModel } from '../subject-model.ts';

type Registered = EventData<'SourceRegistered'>;
type Checked = EventData<'SourceTextVerified'>;
type Mismatched = EventData<'SourceTextMismatched'>;

type SourceDoc = { readonly id: string } & { readonly [Field in keyof Registered]: Registered[Field] | null } & {
  readonly supersededBy: string | null;
  readonly corrections: readonly EventData<'SourceCorrectionNoted'>[];
  readonly text: object | null;
  readonly recordedAt: string;
};

const unknown = {
  title: null,
  publisher: null,
  publishedAt: null,
  retrievedAt: null,
  language: null,
  url: null,
  length: null,
  sha256: null,
};

const checkedText = (result: 'verified' | 'mismatched', data: Checked, failures: Mismatched['failures']) => ({
  result,
  upTo: data.upTo,
  anchors: data.anchors.length,
  failures,
});

function registered(document: SourceDoc, data: Registered): SourceDoc {
  const { title, publisher, publishedAt, retrievedAt, language, url, length, sha256 } = data;
  return { ...document, title, publisher, publishedAt, retrievedAt, language, url, length, sha256 };
}

/** Which sources are there, who published them, and what became of their texts. */
export const sources = subjectModel<SourceDoc>({
  name: 'sources',
  category: 'source',
  empty: (id, recordedAt) => ({ id, ...unknown, supersededBy: null, corrections: [], text: null, recordedAt }),
  evolve(document, event) {
    switch (event.type) {
      case 'SourceRegistered':
        return registered(document, event.data);
      case 'SourceCorrectionNoted': {
        const { kind, asWritten, date } = event.data;
        return { ...document, corrections: [...document.corrections, { kind, asWritten, date }] };
      }
      case 'SourceSuperseded':
        return { ...document, supersededBy: event.data.by };
      case 'SourceTextVerified':
        return { ...document, text: checkedText('verified', event.data, []) };
      case 'SourceTextMismatched':
        return { ...document, text: checkedText('mismatched', event.data, event.data.failures) };
      default:
        return document;
    }
  },
});
