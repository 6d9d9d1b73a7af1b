import { type Category, claimItem, personItem } from '#libs/contracts';
import { type ModelName, modelNames, modelOf, modelOfCategory } from '#libs/queries';
import {
  GraphQLBoolean,
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import type { z } from 'zod';
import type { Context } from './context.ts';
import { type EnumBook, enumBook } from './enums.ts';
import { idField, idsField, nestedName } from './names.ts';
import { claimantOf, claimOf, fieldOf, personalOf, referenceOf, referencesOf } from './resolve.ts';
import { dateTime, day, json } from './scalars.ts';
import type { Seen, SeenRow } from './seen.ts';
import { definitionOf, type Form, formOf, isMany, type Marks, shapeOf, typeName } from './zod-form.ts';

export type Fields = GraphQLFieldConfigMap<Seen, Context>;
/** The fields of a type, from those of its view: with some beside them, or that answer otherwise than its document. */
export type Extend = (types: OutputTypes, model: ModelName, ofView: Fields) => Fields;

/** Every output type, made from the schemas of the views. */
export interface OutputTypes {
  readonly enums: EnumBook;
  readonly node: GraphQLInterfaceType;
  readonly claimant: GraphQLInterfaceType;
  model(name: ModelName): GraphQLObjectType<SeenRow, Context>;
}

const scalars: Readonly<Record<string, GraphQLOutputType>> = {
  boolean: GraphQLBoolean,
  record: json,
  unknown: json,
};
const textScalars: Readonly<Record<string, GraphQLOutputType>> = { uuid: GraphQLID, datetime: dateTime, date: day };

function scalarOf(schema: z.ZodType): GraphQLOutputType {
  const { type, format } = definitionOf(schema);
  if (type === 'string') return textScalars[format ?? ''] ?? GraphQLString;
  if (type === 'number') return format === 'safeint' ? GraphQLInt : GraphQLFloat;
  const scalar = scalars[type];
  if (!scalar) throw new Error(`no GraphQL type for ${type}`);
  return scalar;
}

const required = (type: GraphQLOutputType, nullable: boolean): GraphQLOutputType =>
  nullable ? type : new GraphQLNonNull(type);

/** A claim is one type, whether its view is that of the list of claims or the shorter one inside of other answers. */
const isClaim = ({ id }: Marks): boolean => id === 'Claim' || id === 'ClaimItem';

const typeNameOf = (model: ModelName): string =>
  model === 'claims' ? 'Claim' : (modelOf(model).view.meta() as { id: string }).id;

/** Builds the types. References become objects, read in batches, beside a field with the bare id. */
export function outputTypes(extend: Extend): OutputTypes {
  const enums = enumBook();
  const objects = new Map<string, GraphQLObjectType>();
  const models = new Map<ModelName, GraphQLObjectType<SeenRow, Context>>();
  const ofCategory = (category: Category) => model(modelOfCategory(category));

  const node = new GraphQLInterfaceType({
    name: 'Node',
    description: 'Whatever can be asked for by its id alone.',
    fields: { id: { type: new GraphQLNonNull(GraphQLID) } },
    resolveType: (seen: SeenRow) => typeNameOf(seen.model),
  });
  const claimant = new GraphQLInterfaceType({
    name: 'Claimant',
    description: 'Who says so: a party or a person.',
    interfaces: () => [node],
    fields: () => ({ id: { type: new GraphQLNonNull(GraphQLID) }, names: { type: namesType() } }),
    resolveType: (seen: SeenRow) => typeNameOf(seen.model),
  });
  const isClaimant = (name: ModelName): boolean => name === 'parties' || name === 'persons';

  /** Names of parties and of persons are one type, so that a claimant's can be asked for without telling which it is. */
  function namesType(): GraphQLOutputType {
    const { schema } = formOf(personItem.shape.names);
    const name = objectOf('Name', shapeOf(definitionOf(schema).element!)!);
    return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(name)));
  }

  /** The type of what is no reference: objects are made once by name. */
  function plainType(form: Form, place: string): GraphQLOutputType {
    const { schema } = form;
    const { entries, element } = definitionOf(schema);
    if (element) {
      const inner = formOf(element);
      return new GraphQLList(required(plainType(inner, place), inner.nullable));
    }
    if (entries) return enums(Object.values(entries), place);
    const shape = shapeOf(schema);
    return shape ? objectOf(typeName(form, place), shape) : scalarOf(schema);
  }

  function objectOf(name: string, shape: Record<string, z.ZodType>): GraphQLObjectType {
    const known = objects.get(name);
    if (known) return known;
    const type = new GraphQLObjectType<Seen, Context>({ name, fields: () => fieldsOf(name, shape) });
    objects.set(name, type);
    return type;
  }

  function referenceFields(field: string, form: Form, category: Category): Fields {
    return {
      [field]: { type: ofCategory(category), resolve: referenceOf(field, modelOfCategory(category)) },
      [idField(field)]: { type: required(GraphQLID, form.nullable), resolve: ({ value }) => value[field] ?? null },
    };
  }

  function listOfReferences(field: string, category: Category): Fields {
    const type = new GraphQLNonNull(new GraphQLList(ofCategory(category)));
    const ids = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID)));
    return {
      [field]: { type, resolve: referencesOf(field, modelOfCategory(category)) },
      [idsField(field)]: { type: ids, resolve: ({ value }) => value[field] },
    };
  }

  function fieldsFor(parent: string, field: string, schema: z.ZodType): Fields {
    const form = formOf(schema);
    const { marks } = form;
    if (marks.reference) return referenceFields(field, form, marks.reference);
    if (marks.value === 'personal') return { [field]: { type: GraphQLString, resolve: personalOf(field) } };
    if (isClaim(marks)) return { [field]: { type: new GraphQLNonNull(model('claims')), resolve: claimOf(field) } };
    if (marks.id === 'Claimant')
      return {
        [field]: { type: claimant, resolve: claimantOf(field) },
        [idField(field)]: { type: new GraphQLNonNull(GraphQLID), resolve: ({ value }) => (value[field] as { id: string }).id },
      };
    const { element } = definitionOf(form.schema);
    const many = element && formOf(element).marks.reference;
    if (many) return listOfReferences(field, many);
    return { [field]: { type: required(plainType(form, nestedName(parent, field, isMany(schema))), form.nullable), resolve: fieldOf(field) } };
  }

  function fieldsOf(name: string, shape: Record<string, z.ZodType>): Fields {
    return Object.assign({}, ...Object.entries(shape).map(([field, schema]) => fieldsFor(name, field, schema)));
  }

  function model(name: ModelName): GraphQLObjectType<SeenRow, Context> {
    const known = models.get(name);
    if (known) return known;
    const view = name === 'claims' ? claimItem : modelOf(name).view;
    const type = new GraphQLObjectType<SeenRow, Context>({
      name: typeNameOf(name),
      interfaces: () => (isClaimant(name) ? [node, claimant] : [node]),
      fields: () => {
        const ofView = fieldsOf(typeNameOf(name), view.shape);
        return extend(types, name, isClaimant(name) ? { ...ofView, names: { ...ofView['names']!, type: namesType() } } : ofView);
      },
    });
    models.set(name, type);
    return type;
  }

  const types: OutputTypes = { enums, node, claimant, model };
  for (const name of modelNames) model(name);
  return types;
}
