import { type Category, claimItem, personItem } from '#libs/contracts';
import { type ModelName, modelNames, modelOf, modelOfCategory } from '#libs/queries';
import {
  type GraphQLFieldConfigMap,
  GraphQLID,
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
import { scalarOf } from './output-scalars.ts';
import { claimantOf, claimOf, fieldOf, personalOf, referenceOf, referencesOf } from './resolve.ts';
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
  /** The type of a view that is computed and has no rows; it counts as one in the cost of a request. */
  computed(view: z.ZodObject): GraphQLObjectType<Seen, Context>;
}

/** The types made so far; each is made once, by its name. */
interface Book extends OutputTypes {
  readonly objects: Map<string, GraphQLObjectType<Seen, Context>>;
  readonly models: Map<ModelName, GraphQLObjectType<SeenRow, Context>>;
  readonly extend: Extend;
}

const required = (type: GraphQLOutputType, nullable = false): GraphQLOutputType =>
  nullable ? type : new GraphQLNonNull(type);
const listOf = (type: GraphQLOutputType): GraphQLOutputType => required(new GraphQLList(type));

/** A claim is one type, whether its view is that of the list of claims or the shorter one inside of other answers. */
const isClaim = ({ id }: Marks): boolean => id === 'Claim' || id === 'ClaimItem';
const isClaimant = (name: ModelName): boolean => name === 'parties' || name === 'persons';

const typeNameOf = (model: ModelName): string =>
  model === 'claims' ? 'Claim' : (modelOf(model).view.meta() as { id: string }).id;
const rowType = ({ model }: SeenRow): string => typeNameOf(model);

/** The type of what is no reference. */
function plainType(book: Book, form: Form, place: string): GraphQLOutputType {
  const { schema } = form;
  const { entries, element } = definitionOf(schema);
  if (element) {
    const inner = formOf(element);
    return new GraphQLList(required(plainType(book, inner, place), inner.nullable));
  }
  if (entries) return book.enums(Object.values(entries), place);
  const shape = shapeOf(schema);
  return shape ? objectOf(book, typeName(form, place), shape) : scalarOf(schema);
}

function objectOf(
  book: Book,
  name: string,
  shape: Record<string, z.ZodType>,
  extensions: { computed?: true } = {},
): GraphQLObjectType<Seen, Context> {
  const known = book.objects.get(name);
  if (known) return known;
  const type = new GraphQLObjectType<Seen, Context>({ name, extensions, fields: () => fieldsOf(book, name, shape) });
  book.objects.set(name, type);
  return type;
}

const idOf = (field: string, nullable: boolean): Fields => ({
  [idField(field)]: { type: required(GraphQLID, nullable), resolve: ({ value }) => value[field] ?? null },
});

/** A reference is an object, read in batches, beside a field with the bare id. */
function referenceFields(book: Book, field: string, { nullable }: Form, category: Category): Fields {
  const model = modelOfCategory(category);
  return { [field]: { type: book.model(model), resolve: referenceOf(field, model) }, ...idOf(field, nullable) };
}

function listOfReferences(book: Book, field: string, category: Category): Fields {
  const model = modelOfCategory(category);
  return {
    [field]: { type: listOf(book.model(model)), resolve: referencesOf(field, model) },
    [idsField(field)]: { type: listOf(required(GraphQLID)), resolve: ({ value }) => value[field] },
  };
}

function claimantFields({ claimant }: Book, field: string, { nullable }: Form): Fields {
  const id = ({ value }: Seen): string | null => (value[field] as { id: string } | null)?.id ?? null;
  return {
    [field]: { type: claimant, resolve: claimantOf(field) },
    [idField(field)]: { type: required(GraphQLID, nullable), resolve: id },
  };
}

function fieldsFor(book: Book, parent: string, field: string, schema: z.ZodType): Fields {
  const form = formOf(schema);
  const { marks } = form;
  if (marks.reference) return referenceFields(book, field, form, marks.reference);
  if (marks.value === 'personal') return { [field]: { type: GraphQLString, resolve: personalOf(field) } };
  if (isClaim(marks)) return { [field]: { type: required(book.model('claims')), resolve: claimOf(field) } };
  if (marks.id === 'Claimant') return claimantFields(book, field, form);
  const { element } = definitionOf(form.schema);
  const many = element && formOf(element).marks.reference;
  if (many) return listOfReferences(book, field, many);
  const type = plainType(book, form, nestedName(parent, field, isMany(schema)));
  return { [field]: { type: required(type, form.nullable), resolve: fieldOf(field) } };
}

const fieldsOf = (book: Book, name: string, shape: Record<string, z.ZodType>): Fields =>
  Object.fromEntries(
    Object.entries(shape).flatMap(([field, schema]) => Object.entries(fieldsFor(book, name, field, schema))),
  );

/** Names of parties and of persons are one type, so that a claimant's can be asked for without telling which it is. */
function namesType(book: Book): GraphQLOutputType {
  const { schema } = formOf(personItem.shape.names);
  return listOf(required(objectOf(book, 'Name', shapeOf(definitionOf(schema).element!)!)));
}

function fieldsOfModel(book: Book, name: ModelName): Fields {
  const view = name === 'claims' ? claimItem : modelOf(name).view;
  const ofView = fieldsOf(book, typeNameOf(name), view.shape);
  const names: Fields = isClaimant(name) ? { names: { ...ofView['names']!, type: namesType(book) } } : {};
  return book.extend(book, name, { ...ofView, ...names });
}

function modelType(book: Book, name: ModelName): GraphQLObjectType<SeenRow, Context> {
  const known = book.models.get(name);
  if (known) return known;
  const type = new GraphQLObjectType<SeenRow, Context>({
    name: typeNameOf(name),
    interfaces: () => (isClaimant(name) ? [book.node, book.claimant] : [book.node]),
    fields: () => fieldsOfModel(book, name),
  });
  book.models.set(name, type);
  return type;
}

/** Builds the types. */
export function outputTypes(extend: Extend): OutputTypes {
  const id = { type: required(GraphQLID) };
  const node = new GraphQLInterfaceType({
    name: 'Node',
    description: 'Whatever can be asked for by its id alone.',
    fields: { id },
    resolveType: rowType,
  });
  const claimant: GraphQLInterfaceType = new GraphQLInterfaceType({
    name: 'Claimant',
    description: 'Who says so: a party or a person.',
    interfaces: () => [node],
    fields: () => ({ id, names: { type: namesType(book) } }),
    resolveType: rowType,
  });
  const book: Book = {
    enums: enumBook(),
    objects: new Map(),
    models: new Map(),
    node,
    claimant,
    extend,
    model: (name) => modelType(book, name),
    computed: (view) => objectOf(book, typeName(formOf(view), ''), view.shape, { computed: true }),
  };
  for (const name of modelNames) book.model(name);
  return book;
}
