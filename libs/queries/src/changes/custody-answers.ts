import type { Personal, Place, UncertainDate } from '#libs/contracts';
import { type Answers, grouped, listIn, party, type Said, textOf } from './answer.ts';
import { dateWords, joined, placeWords } from './words.ts';

interface Held {
  readonly holder: string | null;
  readonly at: UncertainDate | null;
  readonly since: UncertainDate | null;
  readonly place: Place | null;
  readonly characterisation: Personal | null;
  readonly claim: string;
}
interface Ended extends Said {
  readonly kind: string;
  readonly mode: string | null;
}

const heldWords = ({ holder, at, since, place, characterisation }: Held): string =>
  joined(
    `held by ${party(holder)}`,
    since ? `since: ${dateWords(since)}` : at && `at: ${dateWords(at)}`,
    place && placeWords(place),
    characterisation && `“${characterisation.value}”`,
  );

const endWords = ({ kind, mode, date }: Ended): string =>
  joined(mode ? `${kind} (${mode})` : kind, date && dateWords(date));

/** Who is said to be held by whom, and how it ended, by whose account. */
export const custodyAnswers: Answers = ({ document, account }) => [
  ...grouped(
    'custody',
    listIn<Held>(document, 'reports').map((said) => [{ account: account(said.claim) }, heldWords(said)]),
  ),
  ...grouped(
    'custody-end',
    listIn<Ended>(document, 'ends').map((said) => [{ account: account(said.claim) }, endWords(said)]),
  ),
  ...grouped(
    'flags',
    listIn<string>(document, 'flags').map((flag) => [{}, flag]),
  ),
];

export const caseAnswers: Answers = ({ document, account }) => [
  ...grouped(
    'transfer',
    listIn<Said & { to: string | null }>(document, 'transfers').map((said) => [
      { account: account(said.claim) },
      joined(`to ${party(said.to)}`, said.date && dateWords(said.date)),
    ]),
  ),
  ...grouped(
    'charge',
    listIn<{ charge: Personal; status: string; claim: string }>(document, 'charges').map((said) => [
      { account: account(said.claim) },
      joined(textOf(said.charge), said.status),
    ]),
  ),
  ...grouped(
    'sentence',
    listIn<{ status: string; term: string | null; claim: string }>(document, 'sentences').map((said) => [
      { account: account(said.claim) },
      joined(said.status, said.term),
    ]),
  ),
];
