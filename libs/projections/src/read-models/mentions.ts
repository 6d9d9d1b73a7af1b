import type { About, ClaimMade, DomainEvent, EvidenceItem } from '#libs/contracts';
import { subjectOf } from './subject.ts';

/** What a field of an event names, by the tokens it can be filtered by. */
const named: Readonly<Record<string, readonly string[]>> = {
  holder: ['party', 'holder'],
  from: ['party'],
  to: ['party'],
  by: ['party'],
  other: ['party'],
  publisher: ['party'],
  person: ['person'],
  group: ['group'],
  swap: ['swap'],
};

/** Fields whose name means something else, or more, in one type: whom a transfer leads to holds from then on. */
const namedIn: Readonly<Record<string, typeof named>> = {
  SourceSuperseded: { by: ['source'] },
  TransferReported: { ...named, to: ['party', 'holder'] },
};

interface Fields {
  readonly claim?: ClaimMade;
  readonly evidence?: readonly EvidenceItem[];
  readonly persons?: readonly string[];
  readonly legs?: readonly object[];
  readonly about?: readonly About[];
  readonly addressees?: readonly string[];
  readonly parties?: readonly string[];
}

function* claimTokens({ claimant, evidence }: ClaimMade): Generator<string> {
  yield `claimant:${claimant.id}`;
  yield `${claimant.kind}:${claimant.id}`;
  for (const { source } of evidence) yield `source:${source}`;
}

/** What a statement or appeal is about, who is addressed, and whose talks they are. */
function* speechTokens({ about = [], addressees = [], parties = [] }: Fields): Generator<string> {
  for (const { kind, id } of about) yield `${kind}:${id}`;
  for (const party of [...addressees, ...parties]) yield `party:${party}`;
}

function* fieldTokens(data: object, names: typeof named): Generator<string> {
  for (const field in data) {
    const kinds = names[field];
    const id = (data as Record<string, unknown>)[field];
    if (kinds && typeof id === 'string') for (const kind of kinds) yield `${kind}:${id}`;
  }
  const { persons = [], legs = [], evidence = [], claim } = data as Fields;
  for (const person of persons) yield `person:${person}`;
  for (const leg of legs) yield* fieldTokens(leg, names);
  for (const { source } of evidence) yield `source:${source}`;
  yield* speechTokens(data);
  if (claim) yield* claimTokens(claim);
}

/** The tokens of everything an event names: parties, persons, sources, claimant, holder, swap, group. May repeat. */
export const mentions = (event: DomainEvent): readonly string[] => [
  ...fieldTokens(event.data, namedIn[event.type] ?? named),
];

/** The token of the subject that a stream is about. */
export function ownToken(stream: string): string {
  const { category, id } = subjectOf(stream);
  return `${category}:${id}`;
}

/** `refs` with the tokens, sorted, each once; the same array where nothing is new. */
export function withTokens(refs: readonly string[], tokens: readonly string[]): readonly string[] {
  const unknown = tokens.filter((token, index) => !refs.includes(token) && tokens.indexOf(token) === index);
  return unknown.length === 0 ? refs : [...refs, ...unknown].sort();
}
