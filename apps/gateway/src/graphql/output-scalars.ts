import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, type GraphQLOutputType, GraphQLString } from 'graphql';
import type { z } from 'zod';
import { dateTime, day, json } from './scalars.ts';
import { definitionOf } from './zod-form.ts';

const byType: Readonly<Record<string, GraphQLOutputType>> = { boolean: GraphQLBoolean, record: json, unknown: json };
const byFormat: Readonly<Record<string, GraphQLOutputType>> = { uuid: GraphQLID, datetime: dateTime, date: day };

/** @throws Error for a kind of schema that no view had before: it needs a decision how GraphQL shows it */
export function scalarOf(schema: z.ZodType): GraphQLOutputType {
  const { type, format } = definitionOf(schema);
  if (type === 'string') return byFormat[format ?? ''] ?? GraphQLString;
  if (type === 'number') return format === 'safeint' ? GraphQLInt : GraphQLFloat;
  const scalar = byType[type];
  if (!scalar) throw new Error(`no GraphQL type for ${type}`);
  return scalar;
}
