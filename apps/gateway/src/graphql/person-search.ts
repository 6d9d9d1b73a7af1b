import { nameMatchKinds, nameTypes, transliterationTables } from '#libs/contracts';
import {
  answeredAsOf,
  type FoundPerson,
  MOST_FOUND,
  nameQuestionOf,
  type Reading,
  searchPersons,
  USUAL_FOUND,
} from '#libs/queries';
import {
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { answering } from '../query-problem.ts';
import { asOfType, stateArguments } from './connections.ts';
import type { Context } from './context.ts';
import type { OutputTypes } from './output-types.ts';
import { type Seen, seenRow } from './seen.ts';

interface Found {
  readonly reading: Reading;
  readonly found: readonly FoundPerson[];
}

interface SearchArguments {
  readonly name: string;
  readonly first?: number | null;
  readonly asOf?: string | null;
  readonly minPosition?: string | null;
  readonly token?: string | null;
}

const required = (type: GraphQLOutputType) => new GraphQLNonNull(type);

function matchedType(types: OutputTypes): GraphQLObjectType {
  return new GraphQLObjectType<FoundPerson['matched']>({
    name: 'MatchedName',
    description: 'The form of a name that a person was found by, and how it fits.',
    fields: {
      form: { type: GraphQLString },
      lang: { type: GraphQLString },
      script: { type: GraphQLString },
      type: { type: types.enums(nameTypes, 'NameType') },
      kind: { type: required(types.enums(nameMatchKinds, 'NameMatchKind')) },
      distance: { type: required(GraphQLInt), description: 'Letters that are wrong; 0 but for a misspelling.' },
      table: {
        type: types.enums(transliterationTables, 'TransliterationTable'),
        description: 'The table by which one spelling is made of the other, letter for letter.',
      },
    },
  });
}

/** Called a connection because it brings as many rows as `first` asks for; nothing follows on it. */
function foundType(types: OutputTypes): GraphQLObjectType {
  const match = new GraphQLObjectType<Seen<FoundPerson>>({
    name: 'PersonMatch',
    fields: {
      person: {
        type: required(types.model('persons')),
        resolve: ({ reading, value }) => seenRow(reading, 'persons', value.row),
      },
      matched: { type: required(matchedType(types)), resolve: ({ value }) => value.matched },
    },
  });
  return new GraphQLObjectType<Found>({
    name: 'PersonMatchConnection',
    description: 'Who was found, the best first.',
    fields: {
      nodes: {
        type: required(new GraphQLList(required(match))),
        resolve: ({ reading, found }) => found.map((value) => ({ reading, value })),
      },
      asOf: { type: required(asOfType), resolve: ({ reading }) => answeredAsOf(reading) },
      parked: {
        type: required(new GraphQLList(required(GraphQLString))),
        description: 'Streams that stand still behind an event that could not be applied.',
        resolve: ({ reading }) => reading.parked,
      },
    },
  });
}

async function search({ name, first, asOf, minPosition, token }: SearchArguments, context: Context): Promise<Found> {
  const question = nameQuestionOf({ name, limit: String(first ?? USUAL_FOUND) }, 'first');
  const reading = await context.reading({
    asOf: asOf ?? null,
    minPosition: minPosition ?? null,
    token: token ?? null,
  });
  return { reading, found: await searchPersons(context.gateway.side, reading, question) };
}

/** Persons by any form of their names, in any spelling. */
export const searchField = (types: OutputTypes): GraphQLFieldConfig<Seen, Context> => ({
  type: required(foundType(types)),
  description:
    'Persons of whose names some form is the one asked for: in any script, transliterated by any usual rule, with a letter or two wrong.',
  args: {
    name: { type: new GraphQLNonNull(GraphQLString) },
    first: { type: GraphQLInt, description: `1 to ${MOST_FOUND}, by default ${USUAL_FOUND}.` },
    ...stateArguments,
  },
  resolve: (_root, given, context) => answering(() => search(given as SearchArguments, context)),
});
