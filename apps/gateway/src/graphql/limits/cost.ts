import {
  type DocumentNode,
  getArgumentValues,
  getNamedType,
  getOperationAST,
  type GraphQLField,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLNamedType,
  type SelectionSetNode,
} from 'graphql';
import { USUAL_FIRST } from '../connections.ts';

/** Rows a plain list of a relation may hold where nothing says how many: the claims of one subject. */
const USUAL_LIST = 10;
/** Several references of a page lead to the same few rows, which are read once. */
const REFERENCE = 0.1;

interface Costing {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
}

interface Counting extends Costing {
  /** What each fragment costs once. Fragments that spread fragments twice would otherwise be walked 2ⁿ times. */
  readonly fragments: Map<string, number>;
}

/** What is computed from all claims of its subject counts as a row at least. */
const isComputed = (type: GraphQLNamedType): boolean => type.extensions['computed'] === true;

const isRow = (type: GraphQLNamedType): boolean =>
  (isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node')) ||
  type.name === 'Claimant' ||
  type.name === 'Node' ||
  isComputed(type);

const isListType = (field: GraphQLField<unknown, unknown>): boolean => {
  const { type } = field;
  return type instanceof GraphQLList || (type instanceof GraphQLNonNull && type.ofType instanceof GraphQLList);
};

/** Rows that one answer of the field brings: a page, a relation, a single row; none for what is part of a row already read. */
function rowsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, { variables }: Costing): number {
  const target = getNamedType(field.type);
  const connection = target.name.endsWith('Connection');
  if (!connection && !isRow(target)) return 0;
  const given = field.args.length > 0 ? getArgumentValues(field, node, variables) : {};
  const asked = given['first'] ?? given['last'];
  if (typeof asked === 'number') return Math.max(1, asked);
  if (connection) return USUAL_FIRST;
  if (isListType(field)) return USUAL_LIST;
  return isComputed(target) ? 1 : REFERENCE;
}

/** What follows is read for each row of a page or relation; a single reference is one row each. */
const factorOf = (rows: number): number => Math.max(1, rows);

function ofSelections(parent: GraphQLNamedType, set: SelectionSetNode, times: number, costing: Counting): number {
  let sum = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const field = parent instanceof GraphQLObjectType ? parent.getFields()[selection.name.value] : undefined;
      if (field) sum += ofField(field, selection, times, costing);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const named = selection.typeCondition?.name.value;
      const type = named === undefined ? parent : costing.schema.getType(named);
      if (type) sum += ofSelections(type, selection.selectionSet, times, costing);
    } else sum += ofFragment(selection.name.value, costing) * times;
    // Enough to refuse it; the rest need not be counted.
    if (sum > 1e6) return sum;
  }
  return sum;
}

function ofField(field: GraphQLField<unknown, unknown>, node: FieldNode, times: number, costing: Counting): number {
  const target = getNamedType(field.type);
  // Edges and nodes are the rows of their connection, which has counted them.
  const plumbing = node.name.value === 'nodes' || node.name.value === 'node' || node.name.value === 'edges';
  const rows = plumbing && field.args.length === 0 ? 0 : rowsOf(field, node, costing);
  const own = rows * times;
  if (!node.selectionSet || !isCompositeType(target)) return own;
  return own + ofSelections(target, node.selectionSet, times * factorOf(rows), costing);
}

function ofFragment(name: string, costing: Counting): number {
  const known = costing.fragments.get(name);
  if (known !== undefined) return known;
  const fragment = fragmentOf(name, costing);
  const type = fragment && costing.schema.getType(fragment.typeCondition.name.value);
  const cost = type ? ofSelections(type, fragment.selectionSet, 1, costing) : 0;
  costing.fragments.set(name, cost);
  return cost;
}

const fragmentOf = (name: string, { document }: Costing) =>
  document.definitions.find((each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name) as
    Extract<DocumentNode['definitions'][number], { kind: Kind.FRAGMENT_DEFINITION }> | undefined;

/** The rows that an operation may make us read, by the sizes of the pages it asks for. The document must be valid. */
export function costOf(costing: Costing, operationName: string | null | undefined): number {
  const operation = getOperationAST(costing.document, operationName);
  if (!operation) return 0;
  const root = costing.schema.getRootType(operation.operation);
  return root ? ofSelections(root, operation.selectionSet, 1, { ...costing, fragments: new Map() }) : 0;
}
