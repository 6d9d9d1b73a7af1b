import { accepted, type Command, type DomainEvent, type Rejection, type Result } from '#libs/contracts';
import type { Aggregate, Attachment, Context, Fact } from './aggregate.ts';
import { breach, factFrom, unlessBreached } from './facts.ts';

type Name = 'RegisterSource' | 'NoteSourceCorrection' | 'SupersedeSource' | 'AttachSourceText';

export interface SourceState {
  /** In code points; null where unknown. */
  readonly length: number | null;
  readonly sha256: string | null;
  /** The hash of each quote that an attached text was seen to have, by its offsets. */
  readonly quotes: ReadonlyMap<string, string>;
}

const initial: SourceState = { length: null, sha256: null, quotes: new Map() };

const offsets = (anchor: { start: number; end: number }): string => `${anchor.start}-${anchor.end}`;

function evolve(state: SourceState, event: DomainEvent): SourceState {
  switch (event.type) {
    case 'SourceRegistered':
      return { ...state, length: event.data.length, sha256: event.data.sha256 };
    case 'SourceTextVerified': {
      const quotes = event.data.anchors.map((anchor) => [offsets(anchor), anchor.quoteSha256] as const);
      return { ...state, length: event.data.length, quotes: new Map([...state.quotes, ...quotes]) };
    }
    default:
      return state;
  }
}

type Failures = Fact<'SourceTextMismatched'>['data']['failures'];

function failuresOf(state: SourceState, attachment: Attachment): Failures {
  const failures: Failures = attachment.failed.map((anchor) => ({ rule: 'quote', anchor }));
  if (state.length !== null && attachment.length !== state.length) failures.unshift({ rule: 'length', anchor: null });
  if (state.sha256 !== null && attachment.sha256 !== state.sha256) failures.unshift({ rule: 'sha256', anchor: null });
  return failures;
}

function attach(state: SourceState, attachment: Attachment): Fact {
  const { sha256, length, upTo } = attachment;
  const checked = { sha256, length, upTo, anchors: [...attachment.checked] };
  const failures = failuresOf(state, attachment);
  return failures.length === 0
    ? { type: 'SourceTextVerified', data: checked }
    : { type: 'SourceTextMismatched', data: { ...checked, failures } };
}

function decide(state: SourceState, command: Command<Name>, context: Context): Result<readonly Fact[]> {
  switch (command.name) {
    case 'RegisterSource': {
      const refused = command.body.confidential
        ? [
            breach(
              'confidential-source',
              '/confidential',
              'confidential sources are refused until personal fields are encrypted',
            ),
          ]
        : [];
      return unlessBreached(refused, factFrom('SourceRegistered', command.body, context.id));
    }
    case 'NoteSourceCorrection':
      return factFrom('SourceCorrectionNoted', command.body, context.id);
    case 'SupersedeSource': {
      const itself =
        command.body.by === context.id
          ? [breach('superseded-by-itself', '/by', 'a source cannot stand in its own place')]
          : [];
      return unlessBreached(itself, factFrom('SourceSuperseded', command.body, context.id));
    }
    case 'AttachSourceText':
      if (!context.attachment) throw new Error('AttachSourceText is decided on a checked text');
      return accepted([attach(state, context.attachment)]);
  }
}

/** A document, broadcast, interview or list, and what is known of its text. */
export const source: Aggregate<SourceState, Name> = { category: 'source', initial, evolve, decide };

/** Evidence must lie inside the source, and must not contradict a quote that an attached text was seen to have. */
export function evidenceBreaches(
  state: SourceState,
  anchor: { start: number; end: number; quoteSha256: string },
  pointer: string,
): readonly Rejection[] {
  if (state.length !== null && anchor.end > state.length)
    return [
      breach(
        'evidence-outside-source',
        `${pointer}/end`,
        `the source has ${state.length} code points, the quote ends at ${anchor.end}`,
      ),
    ];
  const seen = state.quotes.get(offsets(anchor));
  return seen !== undefined && seen !== anchor.quoteSha256
    ? [breach('quote-hash-mismatch', `${pointer}/quoteSha256`, 'the attached text has other words at these offsets')]
    : [];
}
