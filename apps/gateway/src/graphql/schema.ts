import { GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { mutationType } from './mutation-type.ts';
import { outputTypes } from './output-types.ts';
import { queryType } from './query-type.ts';
import { extended } from './relations.ts';
import { subscriptionType } from './subscription-type.ts';

/** The whole schema, made from the catalogues of views and commands. */
export function graphqlSchema(): GraphQLSchema {
  const types = outputTypes(extended);
  return new GraphQLSchema({ query: queryType(types), mutation: mutationType(types), subscription: subscriptionType });
}

/** The schema as text, sorted, so that a change of it is a change of its own. */
export const schemaText = (): string => `${printSchema(lexicographicSortSchema(graphqlSchema()))}\n`;
