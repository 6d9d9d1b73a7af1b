import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import type { z } from 'zod';
import type { EnumBook } from './enums.ts';
import { nestedName } from './names.ts';
import { json } from './scalars.ts';
import { definitionOf, formOf, isMany, typeName } from './zod-form.ts';

const inputName = (name: string): string => (name.endsWith('Input') ? name : `${name}Input`);

function scalarOf(schema: z.ZodType): GraphQLInputType {
  const { type, format } = definitionOf(schema);
  if (type === 'string') return format === 'uuid' ? GraphQLID : GraphQLString;
  if (type === 'number') return format === 'safeint' ? GraphQLInt : GraphQLFloat;
  if (type === 'boolean') return GraphQLBoolean;
  if (type === 'record' || type === 'unknown') return json;
  throw new Error(`no GraphQL input type for ${type}`);
}

/** The shape of a union whose options differ in the literal of one field: that field becomes an enum of them. */
function sharedShape(options: readonly z.ZodType[]): {
  shape: Record<string, z.ZodType>;
  literals: Record<string, string[]>;
} {
  const shapes = options.map((option) => definitionOf(option).shape!);
  const literals: Record<string, string[]> = {};
  for (const field of Object.keys(shapes[0]!)) {
    const values = shapes.flatMap((shape) => definitionOf(shape[field]!).values ?? []);
    if (values.length > 0) literals[field] = [...values];
  }
  return { shape: shapes[0]!, literals };
}

/** Input types of the same fields as the bodies of REST; checks beyond the form are the command's own. */
export function inputTypes(enums: EnumBook): (schema: z.ZodObject, name: string) => GraphQLInputObjectType {
  const made = new Map<string, GraphQLInputObjectType>();

  function typeOf(schema: z.ZodType, place: string): GraphQLInputType {
    const form = formOf(schema);
    const bare = form.schema;
    const { element, entries, options, shape } = definitionOf(bare);
    if (element) return new GraphQLList(fieldTypeOf(element, place));
    if (entries) return enums(Object.values(entries), place);
    if (options) {
      const shared = sharedShape(options);
      return objectOf(inputName(typeName(form, place)), shared.shape, shared.literals);
    }
    return shape ? objectOf(inputName(typeName(form, place)), shape) : scalarOf(bare);
  }

  function fieldTypeOf(schema: z.ZodType, place: string): GraphQLInputType {
    const type = typeOf(schema, place);
    return formOf(schema).nullable ? type : new GraphQLNonNull(type);
  }

  function objectOf(
    name: string,
    shape: Record<string, z.ZodType>,
    literals: Record<string, string[]> = {},
  ): GraphQLInputObjectType {
    const known = made.get(name);
    if (known) return known;
    const base = name.replace(/Input$/, '');
    const fieldOf = (field: string, schema: z.ZodType): GraphQLInputFieldConfig => {
      const place = nestedName(base, field, isMany(schema));
      const words = literals[field];
      return { type: words ? new GraphQLNonNull(enums(words, place)) : fieldTypeOf(schema, place) };
    };
    const type = new GraphQLInputObjectType({
      name,
      fields: () => Object.fromEntries(Object.entries(shape).map(([field, schema]) => [field, fieldOf(field, schema)])),
    });
    made.set(name, type);
    return type;
  }

  return (schema, name) => objectOf(inputName(name), schema.shape);
}
