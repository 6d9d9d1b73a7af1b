import type { Category, Personal } from '#libs/contracts';
import { clusterOf, type Standing } from '#libs/domain';
import { isShown, type StoredClaim } from '../claims.ts';
import { type Answer, type Answers, grouped, listIn, party, quantity, type Said, single, textOf } from './answer.ts';
import { caseAnswers, custodyAnswers } from './custody-answers.ts';
import { legAnswers, swapAnswers } from './swap-answers.ts';
import { countWords, dateWords, joined } from './words.ts';

const estimateAnswers: Answers = ({ document }) =>
  grouped(
    'estimate',
    listIn<Said & { holder: string | null; scope: { asWritten: string } | null }>(document, 'reports').map((said) => [
      { holder: party(said.holder) },
      joined(quantity(said), said.date && dateWords(said.date), said.scope?.asWritten),
    ]),
  );

const statementAnswers: Answers = ({ document }) =>
  grouped(
    'statement',
    listIn<Said & { kind: string; asWritten: Personal | null; summary: Personal | null }>(document, 'reports').map(
      (said) => [
        { kind: said.kind },
        joined(said.count && countWords(said.count), textOf(said.summary) ?? textOf(said.asWritten)) || said.kind,
      ],
    ),
  );

const appealAnswers: Answers = ({ document, account }) => [
  ...grouped(
    'appeal',
    listIn<Said & { ask: Personal }>(document, 'reports').map((said) => [
      { account: account(said.claim) },
      joined(textOf(said.ask), said.count && countWords(said.count)),
    ]),
  ),
  ...grouped(
    'appeal-answer',
    listIn<{ answer: string; by: string | null }>(document, 'answers').map((said) => [
      { by: party(said.by) },
      said.answer,
    ]),
  ),
];

const talksAnswers: Answers = ({ document, account }) =>
  grouped(
    'talks',
    listIn<Said & { status: string; direction: string | null }>(document, 'reports').map((said) => [
      { account: account(said.claim) },
      joined(said.direction ? `${said.status} (${said.direction})` : said.status, said.date && dateWords(said.date)),
    ]),
  );

const groupAnswers: Answers = ({ document }) => [
  ...grouped(
    'count',
    listIn<Said & { asWritten: string }>(document, 'reports').map((said) => [
      {},
      said.count ? countWords(said.count) : `no count: “${said.asWritten}”`,
    ]),
  ),
  ...grouped(
    'members',
    listIn<{ person: string }>(document, 'members').map(({ person }) => [{}, `person:${person}`]),
  ),
];

const nameAnswers: Answers = ({ document }) =>
  grouped(
    'names',
    listIn<{ form: string | Personal; lang: string | null }>(document, 'names').map(({ form, lang }) => [
      {},
      `${typeof form === 'string' ? form : form.value}${lang === null ? '' : ` (${lang})`}`,
    ]),
  );

const detailAnswers: Answers = ({ document }) =>
  grouped(
    'detail',
    listIn<{ detail: string; value: Personal }>(document, 'details').map(({ detail, value }) => [
      { detail },
      value.value,
    ]),
  );

const relationAnswers: Answers = ({ document }) =>
  grouped(
    'relation',
    listIn<{ relation: string; other: string }>(document, 'relations').map(({ relation, other }) => [
      { relation },
      party(other),
    ]),
  );

const sourceAnswers: Answers = ({ document }) => {
  if (!document) return [];
  const { title, supersededBy, text } = document as {
    title: string | null;
    supersededBy: string | null;
    text: { result: string } | null;
  };
  return [
    ...single('title', title),
    ...single('superseded-by', supersededBy && `source:${supersededBy}`),
    ...grouped(
      'corrections',
      listIn<{ kind: string }>(document, 'corrections').map(({ kind }) => [{}, kind]),
    ),
    ...single('text', text?.result),
  ];
};

/** What is counted over the standing claims of a stream, by the type of the report. */
const measures: readonly (readonly [answer: string, of: (claim: StoredClaim) => number])[] = [
  ['claims', () => 1],
  ['places in sources', ({ evidence }) => (evidence as readonly unknown[]).length],
  ['contested', ({ contestedBy }) => ((contestedBy as readonly unknown[]).length > 0 ? 1 : 0)],
  ['links', ({ links }) => (links as readonly unknown[]).length],
  ['assessments', ({ assessments }) => (assessments as readonly unknown[]).length],
];

const claimAnswers: readonly Answers[] = measures.map(([answer, measure]) => ({ claims }) => {
  const sums = new Map<string, number>();
  for (const claim of claims.filter(isShown)) sums.set(claim.type, (sums.get(claim.type) ?? 0) + measure(claim));
  const counted = [...sums].filter(([, sum]) => sum > 0);
  return counted.map(([type, sum]) => ({ answer, of: { type }, says: [String(sum)] }));
});

/** Every answer that is looked at, by the kind of subject: a new one is a function in these lists. */
export const answers: Readonly<Record<Category, readonly Answers[]>> = {
  source: [sourceAnswers],
  party: [nameAnswers, relationAnswers, ...claimAnswers],
  person: [nameAnswers, detailAnswers, ...claimAnswers],
  group: [groupAnswers, ...claimAnswers],
  detention: [custodyAnswers, caseAnswers, ...claimAnswers],
  swap: [swapAnswers, legAnswers, ...claimAnswers],
  estimate: [estimateAnswers, ...claimAnswers],
  appeal: [appealAnswers, ...claimAnswers],
  talks: [talksAnswers, ...claimAnswers],
  statement: [statementAnswers, ...claimAnswers],
};

/** What standing judgements say of each person they name: the judgements on pairs, and who is the same. By the person's id. */
export function identityAnswers(judged: readonly Standing[]): ReadonlyMap<string, readonly Answer[]> {
  const persons = [...new Set(judged.flatMap(({ left, right }) => [left, right]))];
  return new Map(
    persons.map((person) => {
      const same = [...clusterOf(person, judged)].filter((other) => other !== person).sort();
      const pairs = judged
        .filter(({ left, right }) => left === person || right === person)
        .map(({ left, right, judgement }) => ({
          answer: 'judgement',
          of: { with: `person:${left === person ? right : left}` },
          says: [judgement],
        }));
      const cluster = { answer: 'same-person', of: {}, says: same.map((other) => `person:${other}`) };
      return [person, same.length > 0 ? [...pairs, cluster] : pairs];
    }),
  );
}
