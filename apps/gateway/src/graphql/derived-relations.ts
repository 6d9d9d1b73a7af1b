import { custodyItem, ledgerEntry, reconciliationView } from '#libs/contracts';
import type { ModelName, Row } from '#libs/queries';
import { onArgument } from './connections.ts';
import { custodyOfRows, ledgerNode, listOf, ofHolder, ofSwap, required } from './derived-values.ts';
import type { Fields, OutputTypes } from './output-types.ts';
import type { SeenRow } from './seen.ts';

const rowOf = ({ value, stream }: SeenRow): Row => ({ key: value['id'] as string, stream, born: '', doc: value });

/** Custody episodes of one person under one id; nobody has more. */
const MOST_EPISODES = 50;

const relationsOfSwap = (types: OutputTypes): Fields => ({
  reconciliation: {
    type: listOf(types.computed(reconciliationView)),
    description: 'Why the numbers about its legs differ: one for each leg and phase that somebody states a number for.',
    resolve: ({ reading, value }, _given, context) => ofSwap(context, reading, value),
  },
  ledger: {
    type: required(types.computed(ledgerEntry)),
    description: 'What was planned, claimed and left over.',
    resolve: ({ reading, value }, _given, context) => ledgerNode(context, reading, value),
  },
});

const relationsOfParty = (types: OutputTypes): Fields => ({
  reconciliation: {
    type: required(types.computed(reconciliationView)),
    description: 'Why the estimates of those held by the party differ.',
    resolve: ({ reading, value }, _given, context) => ofHolder(context, reading, value['id'] as string),
  },
});

interface OnDays {
  readonly on?: string | null;
}

const relationsOfDetention = (types: OutputTypes): Fields => ({
  custody: {
    type: required(types.computed(custodyItem)),
    description: 'Who is said to hold on the days of `on`, account beside account; without it, as last reported.',
    args: onArgument,
    resolve: async (seen, { on }: OnDays, context) =>
      (await custodyOfRows(context, seen.reading, [rowOf(seen as SeenRow)], on))[0],
  },
});

const relationsOfPerson = (types: OutputTypes): Fields => ({
  custody: {
    type: listOf(types.computed(custodyItem)),
    description: 'Custody of the person in every episode, under this id and all that judgements make one with it.',
    args: onArgument,
    async resolve({ reading, value }, { on }: OnDays, context) {
      const loaders = context.loaders(reading);
      const cluster = await loaders.cluster.load(value['id'] as string);
      const related = loaders.related({ model: 'detentions', field: 'person', limit: MOST_EPISODES });
      const rows = await Promise.all(cluster.members.map((person) => related.load(`person:${person}`)));
      return custodyOfRows(context, reading, rows.flat(), on);
    },
  },
});

const relationsOf: Readonly<Partial<Record<ModelName, (types: OutputTypes) => Fields>>> = {
  swaps: relationsOfSwap,
  parties: relationsOfParty,
  detentions: relationsOfDetention,
  persons: relationsOfPerson,
};

/** What is derived about one subject, beside the fields of its view. */
export const derivedRelations = (types: OutputTypes, model: ModelName): Fields => relationsOf[model]?.(types) ?? {};
