import { claimStatuses } from '#libs/contracts';
import {
  answeredAsOf,
  encodeCursor,
  filtersOf,
  isModelName,
  type ListName,
  modelNames,
  type Page,
  pageFor,
  type Question,
  questionOf,
  type RawQuestion,
  type Reading,
  sortKey,
  badRequest,
  validities,
} from '#libs/queries';
import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { answering } from '../query-problem.ts';
import type { Context } from './context.ts';
import type { OutputTypes } from './output-types.ts';
import { dateTime, day, position } from './scalars.ts';
import { type Seen, seenRow } from './seen.ts';

/** Rows of a list where no number is asked for; smaller than REST's, for each row may lead to many others. */
export const USUAL_FIRST = 20;

interface Connection {
  readonly reading: Reading;
  readonly page: Page;
  readonly question: Question;
  readonly cursors: readonly string[];
  readonly nodes: readonly unknown[];
}

const list = (type: GraphQLOutputType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
const required = (type: GraphQLOutputType) => new GraphQLNonNull(type);

const pageInfo = new GraphQLObjectType<Connection>({
  name: 'PageInfo',
  fields: {
    hasNextPage: { type: required(GraphQLBoolean), resolve: ({ page }) => page.hasNext },
    hasPreviousPage: { type: required(GraphQLBoolean), resolve: ({ page }) => page.hasPrevious },
    startCursor: { type: GraphQLString, resolve: ({ cursors }) => cursors[0] ?? null },
    endCursor: { type: GraphQLString, resolve: ({ cursors }) => cursors.at(-1) ?? null },
  },
});

/** The state of the register that something was read from. */
export const asOfType = new GraphQLObjectType({
  name: 'AsOf',
  description: 'The state of the register that the answer was read from.',
  fields: { position: { type: required(position) }, recordedAt: { type: dateTime } },
});

function connectionType(name: string, node: GraphQLOutputType): GraphQLObjectType {
  const edge = new GraphQLObjectType<{ cursor: string; node: unknown }>({
    name: `${name}Edge`,
    fields: { cursor: { type: required(GraphQLString) }, node: { type: required(node) } },
  });
  return new GraphQLObjectType<Connection>({
    name: `${name}Connection`,
    fields: {
      edges: {
        type: list(edge),
        resolve: ({ cursors, nodes }) => nodes.map((each, index) => ({ cursor: cursors[index], node: each })),
      },
      nodes: { type: list(node) },
      pageInfo: { type: required(pageInfo), resolve: (connection) => connection },
      asOf: { type: required(asOfType), resolve: ({ reading }) => answeredAsOf(reading) },
      parked: {
        type: list(GraphQLString),
        description: 'Streams that stand still behind an event that could not be applied.',
        resolve: ({ reading }) => reading.parked,
      },
    },
  });
}

/** Which state of the register is asked for. */
export const stateArguments: GraphQLFieldConfigArgumentMap = {
  asOf: { type: GraphQLString, description: 'What the register knew: a position, or an RFC 3339 instant.' },
  minPosition: { type: position, description: 'The answer holds this position at least.' },
  token: {
    type: GraphQLString,
    description: "The token of a command's answer (`stream@revision`): the answer holds it.",
  },
};
export const onArgument: GraphQLFieldConfigArgumentMap = {
  on: { type: GraphQLString, description: 'What is true then: an EDTF day, month or interval.' },
};

const pagingArguments: GraphQLFieldConfigArgumentMap = {
  first: { type: GraphQLInt, description: `1 to 200, by default ${USUAL_FIRST}.` },
  after: { type: GraphQLString },
  last: { type: GraphQLInt },
  before: { type: GraphQLString },
};

type ListArguments = Omit<RawQuestion, 'cursor' | 'limit'> & {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly minPosition?: string | null;
  readonly token?: string | null;
};

/** The question behind a connection's arguments: forwards by first and after, or backwards by last and before. */
function questionFrom(name: ListName, given: ListArguments): Question {
  const { first, after, last, before, minPosition: _least, token: _token, ...raw } = given;
  const stated = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null)) as RawQuestion;
  const backwards = last != null || before != null;
  if (backwards && (first != null || after != null))
    throw badRequest('page-arguments', 'first', 'Give first and after, or last and before.');
  const [size, cursor] = backwards ? [last, before] : [first, after];
  return questionOf(
    name,
    { ...stated, limit: String(size ?? USUAL_FIRST), ...(cursor != null && { cursor }) },
    {
      direction: backwards ? 'backwards' : 'forwards',
      cursorParameter: backwards ? 'before' : 'after',
      limitParameter: backwards ? 'last' : 'first',
    },
  );
}

/** How a connection comes by its page, and what its nodes are made of. */
export interface Connecting {
  page(context: Context, reading: Reading, question: Question): Promise<Page>;
  nodes(context: Context, reading: Reading, page: Page, question: Question): Promise<readonly unknown[]>;
}

/** The rows of a list as they are. */
const rowsOfList = (name: ListName): Connecting => ({
  page: (context, reading, question) => pageFor(context.gateway.side, reading, question),
  async nodes(_context, reading, page) {
    if (isModelName(name)) return page.rows.map((row) => seenRow(reading, name, row));
    return page.rows.map((row) => ({
      earliest: row.earliest,
      latest: row.latest,
      validity: row.validity ?? null,
      claim: seenRow(reading, 'claims', row),
    }));
  },
});

async function connect(
  name: ListName,
  given: ListArguments,
  context: Context,
  connecting: Connecting,
): Promise<Connection> {
  const question = questionFrom(name, given);
  const wanted = { asOf: question.asOf, pinned: question.cursor?.position ?? null };
  const reading = await context.reading({
    ...wanted,
    minPosition: given.minPosition ?? null,
    token: given.token ?? null,
  });
  const page = await connecting.page(context, reading, question);
  return {
    reading,
    page,
    question,
    cursors: page.rows.map((row) => encodeCursor({ position: reading.position, key: sortKey(row) }, question.digest)),
    nodes: await connecting.nodes(context, reading, page, question),
  };
}

function timelineEntry(types: OutputTypes): GraphQLObjectType {
  return new GraphQLObjectType({
    name: 'TimelineEntry',
    description: 'A standing claim that says when something happened.',
    fields: {
      earliest: { type: day },
      latest: { type: day },
      validity: { type: types.enums(validities, 'Validity') },
      claim: { type: required(types.model('claims')) },
    },
  });
}

/** A connection over a list's rows, or over what is computed from them. */
export function listField(
  types: OutputTypes,
  name: ListName,
  node: GraphQLOutputType,
  typeName: string,
  connecting: Connecting = rowsOfList(name),
): GraphQLFieldConfig<Seen, Context> {
  const filters = filtersOf(name).map((filter) => [filter, { type: filterType(types, filter) }] as const);
  return {
    type: required(connectionType(typeName, node)),
    args: { ...pagingArguments, ...Object.fromEntries(filters), ...onArgument, ...stateArguments },
    resolve: (_root, given, context) => answering(() => connect(name, given as ListArguments, context, connecting)),
  };
}

const filterType = (types: OutputTypes, filter: string) => {
  if (filter === 'status') return types.enums(claimStatuses, 'ClaimStatus');
  return filter === 'type' || filter === 'stream' ? GraphQLString : GraphQLID;
};

/** A connection for every list, by the name it has in REST. */
export function listFields(types: OutputTypes): Record<string, GraphQLFieldConfig<Seen, Context>> {
  const models = modelNames.map(
    (name) => [name, listField(types, name, types.model(name), types.model(name).name)] as const,
  );
  return { ...Object.fromEntries(models), timeline: listField(types, 'timeline', timelineEntry(types), 'Timeline') };
}
