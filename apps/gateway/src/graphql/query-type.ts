import { historyOf } from '#libs/audit';
import { parseStream, uuid } from '#libs/contracts';
import {
  askedDays,
  badRequest,
  type ModelName,
  modelNames,
  pageSize,
  QueryProblem,
  readAnyByKey,
  readItemOn,
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
import { listFields, onArgument, stateArguments } from './connections.ts';
import { type StateArguments, stateFrom } from './state.ts';
import type { Context } from './context.ts';
import { derivedFields } from './derived.ts';
import { historyEntryType } from './event-types.ts';
import { singular } from './names.ts';
import type { OutputTypes } from './output-types.ts';
import { searchField } from './person-search.ts';
import { type Seen, seenRow } from './seen.ts';

type Field = GraphQLFieldConfig<Seen, Context>;

interface ItemArguments extends StateArguments {
  readonly id: string;
  readonly on?: string | null;
}

function checkedId(id: string): string {
  if (!uuid.safeParse(id).success) throw badRequest('uuid', 'id', 'id must be a UUID.');
  return id.toLowerCase();
}

async function item(model: ModelName, given: ItemArguments, context: Context) {
  const key = checkedId(given.id);
  const reading = await context.reading(stateFrom(given));
  const { side } = context.gateway;
  const row =
    given.on == null
      ? await context.loaders(reading).row(model).load(key)
      : await readItemOn(side, reading, model, key, askedDays(given.on).range);
  return row && seenRow(reading, model, row);
}

const itemField = (types: OutputTypes, model: ModelName): Field => ({
  type: types.model(model),
  description: 'Null where the register holds none under this id, or states nothing for the days of `on`.',
  args: { id: { type: new GraphQLNonNull(GraphQLID) }, ...onArgument, ...stateArguments },
  resolve: (_root, given, context) => answering(() => item(model, given as ItemArguments, context)),
});

const nodeField = (types: OutputTypes): Field => ({
  type: types.node,
  args: { id: { type: new GraphQLNonNull(GraphQLID) }, ...stateArguments },
  resolve: (_root, given, context) =>
    answering(async () => {
      const { id, ...state } = given as ItemArguments;
      const key = checkedId(id);
      const reading = await context.reading(stateFrom(state));
      const found = await readAnyByKey(context.gateway.side, reading, key);
      return found && seenRow(reading, found.model, found.row);
    }),
});

const historyField: Field = {
  type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(historyEntryType))),
  description: 'What happened to a subject: who entered it, when, why, on whose word and from which sources.',
  args: {
    stream: { type: new GraphQLNonNull(GraphQLString) },
    after: { type: GraphQLInt, description: 'The revision behind which the page begins.' },
    first: { type: GraphQLInt },
  },
  resolve: (
    _root,
    { stream, after, first }: { stream: string; after?: number | null; first?: number | null },
    context,
  ) =>
    answering(async () => {
      if (!parseStream(stream))
        throw badRequest('filter-value', 'stream', 'A stream is named by its category and a UUID.');
      const limit = pageSize(first == null ? undefined : String(first), 'first');
      const page = await historyOf(context.gateway.parts.log, stream, after ?? -1, limit);
      if (!page) throw new QueryProblem('not-found', 'unknown-id', 'stream', `The register holds no stream ${stream}.`);
      return page.entries;
    }),
};

export function queryType(types: OutputTypes): GraphQLObjectType<Seen, Context> {
  const items = modelNames.map((model) => [singular(model), itemField(types, model)] as const);
  return new GraphQLObjectType({
    name: 'Query',
    fields: {
      ...listFields(types),
      ...derivedFields(types),
      ...Object.fromEntries(items),
      node: nodeField(types),
      history: historyField,
      searchPersons: searchField(types),
    },
  });
}
