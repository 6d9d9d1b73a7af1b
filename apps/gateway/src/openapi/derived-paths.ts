import { type Derived, type DerivedName, derivedNames, derivedQuestions } from '#libs/queries';
import { type Components, type JsonSchema, jsonSchemaOf, listOf, objectOf, referTo, text } from './json-schema.ts';
import { derivedParameters } from './parameters.ts';
import { jsonAnswer, notModified, problems, stateHeaders } from './responses.ts';

interface About {
  readonly operation: string;
  readonly summary: string;
  readonly description: string;
  readonly required: readonly string[];
  /** Whether the answer holds one entry instead of several. */
  readonly isSingle: boolean;
}

const about: Readonly<Record<DerivedName, About>> = {
  reconciliation: {
    operation: 'getReconciliation',
    summary: 'Why do these numbers differ?',
    description:
      'For each leg and phase of a swap, or for the estimates on a holder (give either): which claims say the same, which follow from others, may be rounded, ' +
      'are sums of parts or are explained by declines and no-shows, which are not about the same, and which contradictions remain. Every finding names its ' +
      'claims and spells out its arithmetic; `text` has all of it in words. What no claim supports is not offered.',
    required: [],
    isSingle: false,
  },
  custody: {
    operation: 'listCustody',
    summary: 'Who is said to be held, by whom, where, by whose account?',
    description:
      'One entry for each custody episode, account beside account. `on` carries the last report on or before those days forward, marked `lastReported`; before ' +
      'the first report an account is `notStated`. Without `on`, everything is as it was last reported. Uncertain dates answer `certain` or `possible`.',
    required: [],
    isSingle: false,
  },
  'custody/balance': {
    operation: 'getCustodyBalance',
    summary: 'How many are said to be held, over time?',
    description:
      'By one holder, or of one nationality by anybody (give at least one of both). Stretches of days on which the same is said: named persons, and for each scope the lowest and the highest number that claims allow, with the claims that ' +
      'make them. No report is not zero. Overlapping estimates are listed and never added (`sumRefused` says why).',
    required: [],
    isSingle: false,
  },
  'custody/overlaps': {
    operation: 'listOverlaps',
    summary: 'Which estimates may count the same people?',
    description:
      'Pairs of standing estimates that two named holders do not keep apart, with how their holders, scopes and dates compare. Their sum is refused, and ' +
      '`sumRefused` says why. `holder` leaves the pairs of which one at least names the holder.',
    required: [],
    isSingle: false,
  },
  duplicates: {
    operation: 'listDuplicates',
    summary: 'Which claims may have been entered more than once?',
    description:
      'Standing claims of one type about the same subject from the same words of one source, under different ids. Flagged and never rejected: one sentence may ' +
      'say two things. A place without words (a page) is too wide to tell. Who knows that they are one withdraws the others.',
    required: [],
    isSingle: false,
  },
  ledger: {
    operation: 'listLedger',
    summary: 'What was planned, claimed and left over in each swap?',
    description:
      'Each leg of each swap: what was planned and what was claimed of the hand-over, the numbers that all claims allow together, the absences beside it, the ' +
      'residual, and persons named in a plan of whom nobody says what came of them.',
    required: [],
    isSingle: false,
  },
  'ledger/totals': {
    operation: 'getLedgerTotals',
    summary: 'What did one party give and receive over all swaps?',
    description:
      'Sums for each kind of unit, each with the legs it is made of; legs for which nobody states a number are listed and not taken for zero.',
    required: ['party'],
    isSingle: true,
  },
};

const viewName = ({ view }: Derived): string => (view.meta() as { id: string }).id;

/** Schemas of what derived questions answer. Needs those of the lists. */
export function addDerived(components: Components): void {
  for (const name of derivedNames) {
    const derived: Derived = derivedQuestions[name];
    jsonSchemaOf(derived.view, components);
    const view = viewName(derived);
    components[view] = { ...components[view], description: about[name].summary };
    const data = about[name].isSingle ? referTo(view) : listOf(referTo(view));
    const parked = {
      ...listOf(text),
      description: 'Streams that stand still behind an event that could not be applied; only where there are any.',
    };
    const rest = { asOf: referTo('AsOf'), parked, references: referTo('References') };
    components[`${view}Answer`] = objectOf({ data, ...(derived.isPaged && { page: referTo('Page') }), ...rest }, [
      'parked',
    ]);
  }
}

function operation(name: DerivedName, components: Components): JsonSchema {
  const derived: Derived = derivedQuestions[name];
  const { operation: operationId, summary, description, required } = about[name];
  return {
    operationId,
    tags: ['register'],
    summary,
    description,
    parameters: derivedParameters(derived.parameters, required),
    responses: {
      '200': jsonAnswer('The answer.', `${viewName(derived)}Answer`, components, stateHeaders),
      '304': notModified,
      ...problems('malformed-request', 'unauthenticated', 'not-found', 'unavailable'),
    },
  };
}

export const derivedPaths = (components: Components): Record<string, JsonSchema> =>
  Object.fromEntries(derivedNames.map((name) => [`/v1/${name}`, { get: operation(name, components) }]));
