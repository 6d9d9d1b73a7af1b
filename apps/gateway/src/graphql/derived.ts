import {
  balancePoint,
  custodyItem,
  duplicateView,
  ledgerEntry,
  ledgerParty,
  overlapView,
  reconciliationView,
  uuid,
} from '#libs/contracts';
import {
  answeredAsOf,
  askedRange,
  badRequest,
  balanceDocuments,
  balanceQuestionOf,
  duplicateDocuments,
  ledgerTotals,
  type ModelName,
  overlapDocuments,
  pageFor,
  type Question,
  QueryProblem,
  questionOf,
  readCustodyPage,
  type Reading,
  requiredId,
} from '#libs/queries';
import {
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { answering } from '../query-problem.ts';
import { asOfType, listField, onArgument, stateArguments } from './connections.ts';
import type { Context } from './context.ts';
import { ledgerNode, listOf, ofHolder, ofSwap, required } from './derived-values.ts';
import type { OutputTypes } from './output-types.ts';
import type { Seen } from './seen.ts';
import { type StateArguments, stateFrom } from './state.ts';

type Field = GraphQLFieldConfig<Seen, Context>;

async function requiredRow(context: Context, reading: Reading, model: ModelName, id: string, parameter: string) {
  if (!uuid.safeParse(id).success) throw badRequest('uuid', parameter, `${parameter} must be a UUID.`);
  const row = await context.loaders(reading).row(model).load(id.toLowerCase());
  if (!row) throw new QueryProblem('not-found', 'unknown-id', parameter, `The register holds no ${parameter} ${id}.`);
  return row;
}

type ReconciliationArguments = StateArguments & { readonly swap?: string | null; readonly holder?: string | null };

const reconciliationField = (types: OutputTypes): Field => ({
  type: listOf(types.computed(reconciliationView)),
  description: 'Why the numbers differ: of the legs of one swap, or of the estimates on one holder. Give either.',
  args: { swap: { type: GraphQLID }, holder: { type: GraphQLID }, ...stateArguments },
  resolve: (_root, given: ReconciliationArguments, context) =>
    answering(async () => {
      const { swap, holder } = given;
      if ((swap == null) === (holder == null)) throw badRequest('one-of', 'swap', 'Give either swap or holder.');
      const reading = await context.reading(stateFrom(given));
      if (swap != null)
        return ofSwap(context, reading, (await requiredRow(context, reading, 'swaps', swap, 'swap')).doc);
      const party = await requiredRow(context, reading, 'parties', holder!, 'holder');
      return [await ofHolder(context, reading, party.key)];
    }),
});

const custodyField = (types: OutputTypes): Field =>
  listField(types, 'detentions', types.computed(custodyItem), 'Custody', {
    page: (context, reading, question) =>
      readCustodyPage(context.gateway.side, reading, question as Question & { list: 'detentions' }),
    async nodes(context, reading, page, question) {
      const custody = context.loaders(reading).custody(askedRange(question));
      return (await custody.loadMany(page.rows)).map((value) => ({ reading, value }));
    },
  });

const ledgerField = (types: OutputTypes): Field =>
  listField(types, 'swaps', types.computed(ledgerEntry), 'Ledger', {
    page: (context, reading, question) => pageFor(context.gateway.side, reading, question),
    nodes: (context, reading, page) => Promise.all(page.rows.map((row) => ledgerNode(context, reading, row.doc))),
  });

/** A computed list without rows to page by: its entries, where the next page begins, and the state. */
const balancePage = (types: OutputTypes): GraphQLObjectType =>
  new GraphQLObjectType({
    name: 'BalancePage',
    fields: {
      nodes: { type: listOf(types.computed(balancePoint)) },
      next: { type: GraphQLString, description: 'Give it as `after` to ask for the next page; null on the last.' },
      asOf: { type: required(asOfType) },
    },
  });

type BalanceArguments = StateArguments & {
  readonly first?: number | null;
  readonly after?: string | null;
} & Readonly<Record<'holder' | 'nationality' | 'source' | 'claimant' | 'on', string | null | undefined>>;

/** Arguments that were given, as text: what REST takes as parameters. */
const textsOf = (given: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)] as const])),
  );

const balanceField = (types: OutputTypes): Field => ({
  type: required(balancePage(types)),
  description:
    'How many are said to be held by one holder, or of one nationality by anybody, over time: stretches of days on which the same is said.',
  args: {
    holder: { type: GraphQLID },
    nationality: { type: GraphQLString },
    source: { type: GraphQLID },
    claimant: { type: GraphQLID },
    ...onArgument,
    first: { type: GraphQLInt },
    after: { type: GraphQLString },
    ...stateArguments,
  },
  resolve: (_root, { first, after, minPosition, token, ...rest }: BalanceArguments, context) =>
    answering(async () => {
      const { asked, cursor } = balanceQuestionOf(textsOf({ ...rest, limit: first, cursor: after }));
      const pinned = cursor?.position ?? null;
      const reading = await context.reading({ ...stateFrom({ minPosition, token, ...rest }), pinned });
      const { documents, next } = await balanceDocuments(context.gateway.side, reading, asked, cursor?.key[0] ?? null);
      return { nodes: documents.map((value) => ({ reading, value })), next, asOf: answeredAsOf(reading) };
    }),
});

const totalsField = (types: OutputTypes): Field => ({
  type: required(types.computed(ledgerParty)),
  description: 'What one party gave and received over all swaps, each sum with its inputs.',
  args: { party: { type: new GraphQLNonNull(GraphQLID) }, ...stateArguments },
  resolve: (_root, given: StateArguments & { readonly party: string }, context) =>
    answering(async () => {
      const reading = await context.reading(stateFrom(given));
      const { key } = await requiredRow(context, reading, 'parties', given.party, 'party');
      return { reading, value: await ledgerTotals(context.gateway.side, reading, key) };
    }),
});

type OverlapArguments = StateArguments & Readonly<Record<'holder' | 'source' | 'claimant' | 'on', string | null>>;

const overlapsField = (types: OutputTypes): Field => ({
  type: listOf(types.computed(overlapView)),
  description: 'Pairs of standing estimates that may count the same people; their sums are refused.',
  args: {
    holder: { type: GraphQLID },
    source: { type: GraphQLID },
    claimant: { type: GraphQLID },
    ...onArgument,
    ...stateArguments,
  },
  resolve: (_root, { minPosition, token, ...rest }: OverlapArguments, context) =>
    answering(async () => {
      const { holder, ...narrowing } = textsOf(rest);
      const asked = { holder: requiredId({ ...(holder && { holder }) }, 'holder', false) };
      const reading = await context.reading(stateFrom({ minPosition, token, ...rest }));
      const question = questionOf('claims', narrowing);
      const { documents } = await overlapDocuments(context.gateway.side, reading, question, asked.holder);
      return documents.map((value) => ({ reading, value }));
    }),
});

type DuplicateArguments = StateArguments & Readonly<Record<'source' | 'claimant' | 'person' | 'party', string | null>>;

const duplicatesField = (types: OutputTypes): Field => ({
  type: listOf(types.computed(duplicateView)),
  description:
    'Standing claims that may be one, entered more than once: same words of one source, same subject and type.',
  args: {
    source: { type: GraphQLID },
    claimant: { type: GraphQLID },
    person: { type: GraphQLID },
    party: { type: GraphQLID },
    ...stateArguments,
  },
  resolve: (_root, { minPosition, token, ...rest }: DuplicateArguments, context) =>
    answering(async () => {
      const reading = await context.reading(stateFrom({ minPosition, token, ...rest }));
      const question = questionOf('claims', textsOf(rest));
      const { documents } = await duplicateDocuments(context.gateway.side, reading, question);
      return documents.map((value) => ({ reading, value }));
    }),
});

/** The derived questions, by the names of their fields. */
export const derivedFields = (types: OutputTypes): Record<string, Field> => ({
  reconciliation: reconciliationField(types),
  custody: custodyField(types),
  custodyBalance: balanceField(types),
  custodyOverlaps: overlapsField(types),
  duplicates: duplicatesField(types),
  ledger: ledgerField(types),
  ledgerTotals: totalsField(types),
});
