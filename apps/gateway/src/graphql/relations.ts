import { claimStatuses } from '#libs/contracts';
import {
  isPersonalReference,
  type ModelName,
  modelOf,
  pageSize,
  type Relation,
  type Row,
  validities,
  withLegs,
} from '#libs/queries';
import { type GraphQLFieldConfig, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql';
import { answering } from '../query-problem.ts';
import type { Context } from './context.ts';
import { derivedRelations } from './derived-relations.ts';
import type { Fields, OutputTypes } from './output-types.ts';
import { clusterFields } from './person-cluster.ts';
import { type Resolver, referenceOf } from './resolve.ts';
import { type Seen, type SeenRow, seenRow, seenRows } from './seen.ts';

/** Rows of a relation where no number is asked for: a person has few detentions, and the cost of a request counts them all. */
export const USUAL_RELATED = 10;

type Ask = { readonly model: ModelName; readonly token: string; readonly field?: string; readonly about: string };

/** What leads from a subject to the rows that name it. */
const relations: Readonly<Partial<Record<ModelName, Readonly<Record<string, Ask>>>>> = {
  persons: {
    detentions: { model: 'detentions', token: 'person', field: 'person', about: 'Custody episodes of the person.' },
    groups: { model: 'groups', token: 'person', about: 'Groups of which the person is a named member.' },
    swaps: { model: 'swaps', token: 'person', about: 'Swaps in which the person is named.' },
    claimsMade: { model: 'claims', token: 'claimant', about: 'What the person claims.' },
  },
  parties: {
    detentions: {
      model: 'detentions',
      token: 'holder',
      about: 'Detentions of which somebody names the party as holder.',
    },
    estimates: { model: 'estimates', token: 'holder', about: 'Counts of people said to be held by the party.' },
    swaps: { model: 'swaps', token: 'party', about: 'Swaps that name the party.' },
    sources: { model: 'sources', token: 'party', field: 'publisher', about: 'Sources that the party published.' },
    claimsMade: { model: 'claims', token: 'claimant', about: 'What the party claims.' },
  },
  groups: {
    detentions: { model: 'detentions', token: 'group', field: 'group', about: 'Custody episodes of the group.' },
  },
  sources: { claimsFrom: { model: 'claims', token: 'source', about: 'Claims that rest on the source.' } },
  swaps: { detentions: { model: 'detentions', token: 'swap', about: 'Detentions said to have ended in the swap.' } },
};

/** The ids that rows name the subject by: of a person all that judgements make one with it, so that an old id finds everything. */
async function idsOf({ reading, value }: Seen, token: string, context: Context): Promise<readonly string[]> {
  const id = value['id'] as string;
  return token === 'person' ? (await context.loaders(reading).cluster.load(id)).members : [id];
}

/** Rows of several tokens as of one: each once, the first recorded first. */
function merged(lists: readonly (readonly Row[])[], limit: number): readonly Row[] {
  if (lists.length === 1) return lists[0]!;
  const byKey = new Map(lists.flat().map((row) => [row.key, row]));
  return [...byKey.values()].sort((one, other) => Number(BigInt(one.born) - BigInt(other.born))).slice(0, limit);
}

function related(
  types: OutputTypes,
  { model, token, field, about }: Ask,
): GraphQLFieldConfig<Seen, Context, { first?: number | null }> {
  return {
    type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(types.model(model)))),
    description: `${about} The first recorded first.`,
    args: { first: { type: GraphQLInt, defaultValue: USUAL_RELATED } },
    async resolve(seen, { first }, context) {
      const { reading } = seen;
      const limit = await answering(async () => pageSize(String(first ?? USUAL_RELATED), 'first'));
      const relation: Relation = { model, limit, ...(field !== undefined && { field }) };
      const loader = context.loaders(reading).related(relation);
      const ids = await idsOf(seen, token, context);
      const lists = await Promise.all(ids.map((id) => loader.load(`${token}:${id}`)));
      return seenRows(reading, model, merged(lists, limit));
    },
  };
}

/** The claims in a subject's own stream: all that was reported of it. */
function ownClaims(types: OutputTypes, name: ModelName): Fields {
  if (name === 'claims' || name === 'sources') return {};
  const status = types.enums(claimStatuses, 'ClaimStatus');
  return {
    claims: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(types.model('claims')))),
      description: 'Every claim about the subject, whatever became of it; the first recorded first.',
      args: { status: { type: status } },
      async resolve(seen, { status: wanted }: { status?: string | null }, context) {
        const rows = await context.loaders(seen.reading).claimsOfStream.load((seen as SeenRow).stream);
        const shown = wanted ? rows.filter(({ doc }) => doc['status'] === wanted) : rows;
        return seenRows(seen.reading, 'claims', shown);
      },
    },
  };
}

const legs: Resolver = async (seen, _arguments, context) => {
  const rows = await context.loaders(seen.reading).claimsOfStream.load((seen as SeenRow).stream);
  const swap = withLegs(seen.value, rows);
  return (swap['legs'] as object[]).map((value) => ({ reading: seen.reading, value }));
};

/** What a claim's answer takes from its source, which has a stream of its own. */
async function sourceOf(seen: Seen, context: Context) {
  const id = seen.value['source'] as string | null;
  return id === null ? null : context.loaders(seen.reading).row('sources').load(id);
}

async function withPersonalValues(
  value: unknown,
  load: (reference: { subject: string; ref: string }) => Promise<string | null>,
): Promise<unknown> {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => withPersonalValues(item, load)));
  if (isPersonalReference(value)) return load(value);
  const fields = Object.entries(value).map(
    async ([field, inner]) => [field, await withPersonalValues(inner, load)] as const,
  );
  return Object.fromEntries(await Promise.all(fields));
}

function claimFields(types: OutputTypes, ofView: Fields): Fields {
  const publisher = async (seen: Seen, context: Context) =>
    ((await sourceOf(seen, context))?.doc['publisher'] as string | null) ?? null;
  const override = (field: string, resolve: Resolver): Fields => ({ [field]: { ...ofView[field]!, resolve } });
  return {
    ...override('publisher', async (seen, given, context, info) => {
      const id = await publisher(seen, context);
      return referenceOf('publisher', 'parties')({ ...seen, value: { publisher: id } }, given, context, info);
    }),
    ...override('publisherId', (seen, _given, context) => publisher(seen, context)),
    ...override('publishedAt', async (seen, _given, context) => {
      const value = (await sourceOf(seen, context))?.doc['publishedAt'] ?? null;
      return value && { reading: seen.reading, value };
    }),
    ...override('report', ({ reading, value }, _given, context) =>
      withPersonalValues(value['report'], (reference) => context.loaders(reading).personal.load(reference)),
    ),
    contestedByClaims: {
      type: new GraphQLNonNull(new GraphQLList(types.model('claims'))),
      description: 'The standing claims that contest this one.',
      resolve: ({ reading, value }, _given, context) =>
        (value['contestedBy'] as string[]).map(async (id) => {
          const row = await context.loaders(reading).row('claims').load(id);
          return row && seenRow(reading, 'claims', row);
        }),
    },
  };
}

/** The fields of a read model's type: those of its view, what leads on from it, and how certain it is on the days asked for. */
export function extended(types: OutputTypes, name: ModelName, ofView: Fields): Fields {
  const own = Object.entries(relations[name] ?? {}).map(([field, ask]) => [field, related(types, ask)] as const);
  const validity: Fields = {
    validity: {
      type: types.enums(validities, 'Validity'),
      description: 'Only where the question has `on`: whether it certainly or possibly held or happened on those days.',
      resolve: (seen) => (seen as SeenRow).validity,
    },
  };
  const stream: Fields = {
    stream: { type: new GraphQLNonNull(GraphQLString), resolve: (seen) => (seen as SeenRow).stream },
  };
  return {
    ...ofView,
    ...(name !== 'claims' && stream),
    ...(modelOf(name).dated !== null && validity),
    ...Object.fromEntries(own),
    ...ownClaims(types, name),
    ...derivedRelations(types, name),
    ...(name === 'swaps' && { legs: { ...ofView['legs']!, resolve: legs } }),
    ...(name === 'claims' && claimFields(types, ofView)),
    ...(name === 'persons' && clusterFields(types, ofView)),
  };
}
