import {
  balancePoint,
  custodyItem,
  ledgerEntry,
  ledgerParty,
  reconciliationView,
  streamOf,
  uuid,
} from '#libs/contracts';
import {
  answeredAsOf,
  askedDays,
  askedRange,
  badRequest,
  balanceDocuments,
  balanceQuestionOf,
  claimsNamed,
  holderReconciliation,
  ledgerDocument,
  ledgerTotals,
  type ModelName,
  pageFor,
  type Question,
  QueryProblem,
  readCustodyPage,
  type Reading,
  reconciliationText,
  type References,
  type Row,
  type StoredDocument,
  type StoredReconciliation,
  swapReconciliations,
} from '#libs/queries';
import {
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { answering } from '../query-problem.ts';
import { asOfType, listField, onArgument, stateArguments } from './connections.ts';
import type { Context } from './context.ts';
import type { Loaders } from './loaders.ts';
import type { Fields, OutputTypes } from './output-types.ts';
import type { Seen, SeenRow } from './seen.ts';

type Field = GraphQLFieldConfig<Seen, Context>;

const required = (type: GraphQLObjectType): GraphQLNonNull<GraphQLObjectType> => new GraphQLNonNull(type);
const listOf = (type: GraphQLObjectType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));

/** The first form of a name, from the rows that other parts of the request load, too. */
async function nameOf(loaders: Loaders, kind: keyof References, id: string): Promise<string | null> {
  const row = await loaders.row(kind).load(id);
  if (!row) return null;
  if (kind === 'sources') return row.doc['title'] as string;
  const [name] = row.doc['names'] as readonly { form: string | { subject: string; ref: string } | null }[];
  const form = name?.form ?? null;
  return form === null || typeof form === 'string' ? form : loaders.personal.load(form);
}

/** Every party, person and source that the words of a reconciliation name. */
function namedIn({ document }: StoredReconciliation, claims: readonly Row[]): [keyof References, string][] {
  const { from, to, holder } = document['quantity'] as Record<string, string | null>;
  const parties = [from, to, holder].flatMap((id) => (id ? [['parties', id] as [keyof References, string]] : []));
  const said = claims.flatMap(({ doc }) => {
    const { kind, id } = doc['claimant'] as { kind: 'party' | 'person'; id: string };
    const sources = (doc['evidence'] as readonly { source: string }[]).map(({ source }) => source);
    return [
      [kind === 'party' ? 'parties' : 'persons', id] as [keyof References, string],
      ...sources.map((source) => ['sources', source] as [keyof References, string]),
    ];
  });
  return [...new Map([...parties, ...said].map((each) => [each.join(' '), each])).values()];
}

/** A reconciliation whose words are written only where they are asked for. */
function seenReconciliation(reading: Reading, found: StoredReconciliation, claims: readonly Row[]): Seen {
  const byId = new Map(claims.map((row) => [row.key, row]));
  const text = async (context: Context): Promise<string> => {
    const loaders = context.loaders(reading);
    const said = claimsNamed(found).flatMap((id) => byId.get(id) ?? []);
    const named = namedIn(found, said);
    const names = await Promise.all(named.map(([kind, id]) => nameOf(loaders, kind, id)));
    const known = new Map(named.map((each, index) => [each.join(' '), names[index]]));
    return reconciliationText(found, byId, (kind, id) => known.get(`${kind} ${id}`));
  };
  return { reading, value: { ...found.document, text } };
}

async function ofSwap(context: Context, reading: Reading, swap: StoredDocument): Promise<Seen[]> {
  const stream = streamOf('swap', swap['id'] as string);
  const claims = await context.loaders(reading).claimsOfStream.load(stream);
  return swapReconciliations(swap, claims).map((found) => seenReconciliation(reading, found, claims));
}

async function ofHolder(context: Context, reading: Reading, holder: string): Promise<Seen> {
  const claims = await context.loaders(reading).estimatesOn.load(holder);
  return seenReconciliation(reading, holderReconciliation(holder, claims), claims);
}

interface StateArguments {
  readonly asOf?: string | null;
  readonly minPosition?: string | null;
  readonly token?: string | null;
}

const stateFrom = ({ asOf, minPosition, token }: StateArguments) => ({
  asOf: asOf ?? null,
  minPosition: minPosition ?? null,
  token: token ?? null,
});

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

const rangeOf = (on: string | null | undefined) => askedRange({ on: on == null ? null : askedDays(on) });

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

async function ledgerNode(context: Context, reading: Reading, swap: StoredDocument): Promise<Seen> {
  const claims = await context.loaders(reading).claimsOfStream.load(streamOf('swap', swap['id'] as string));
  return { reading, value: ledgerDocument(swap, claims) };
}

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
  description: 'How many are said to be held by one holder, over time: stretches of days on which the same is said.',
  args: {
    holder: { type: new GraphQLNonNull(GraphQLID) },
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

/** The derived questions, by the names of their fields. */
export const derivedFields = (types: OutputTypes): Record<string, Field> => ({
  reconciliation: reconciliationField(types),
  custody: custodyField(types),
  custodyBalance: balanceField(types),
  ledger: ledgerField(types),
  ledgerTotals: totalsField(types),
});

const rowOf = ({ value, stream }: SeenRow): Row => ({ key: value['id'] as string, stream, born: '', doc: value });

async function custodyOfRows(context: Context, reading: Reading, rows: readonly Row[], on: string | null | undefined) {
  const custody = context.loaders(reading).custody(await answering(async () => rangeOf(on)));
  const documents = await Promise.all(rows.map((row) => custody.load(row)));
  return documents.map((value) => ({ reading, value }));
}

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
