import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { limits } from './limits.ts';

/** What a selection adds up to, fragments counted wherever they are spread. */
interface Shape {
  depth: number;
  introspectionDepth: number;
  aliases: number;
  directives: number;
}

/** Levels that a connection puts between a list and its rows. */
const PLUMBING = new Set(['edges', 'node', 'nodes']);
const isIntrospection = (name: string): boolean => name === '__schema' || name === '__type';

const beneath = (inner: Shape, level: number, introspects: boolean): Shape =>
  introspects
    ? { ...inner, depth: 0, introspectionDepth: inner.depth + level }
    : { ...inner, depth: inner.depth + level };

const together = (shapes: readonly Shape[]): Shape => ({
  depth: Math.max(0, ...shapes.map(({ depth }) => depth)),
  introspectionDepth: Math.max(0, ...shapes.map(({ introspectionDepth }) => introspectionDepth)),
  aliases: shapes.reduce((sum, { aliases }) => sum + aliases, 0),
  directives: shapes.reduce((sum, { directives }) => sum + directives, 0),
});

/** Measures one operation. A fragment is measured once and a circle of fragments counts as nothing: another rule refuses it. */
function measure(
  operation: OperationDefinitionNode,
  fragmentOf: (name: string) => FragmentDefinitionNode | null | undefined,
): Shape {
  const known = new Map<string, Shape>();
  const empty = together([]);

  function ofFragment(name: string): Shape {
    const before = known.get(name);
    if (before) return before;
    known.set(name, empty);
    const fragment = fragmentOf(name);
    const shape = fragment ? ofSelections(fragment.selectionSet) : empty;
    known.set(name, shape);
    return shape;
  }

  function inside(selection: SelectionNode): Shape {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return ofSelections(selection.selectionSet);
    const inner = selection.selectionSet ? ofSelections(selection.selectionSet) : empty;
    const name = selection.name.value;
    return beneath(inner, PLUMBING.has(name) ? 0 : 1, isIntrospection(name));
  }

  function ofSelections({ selections }: SelectionSetNode): Shape {
    return together(
      selections.map((selection) => {
        const shape = inside(selection);
        const aliased = selection.kind === Kind.FIELD && selection.alias !== undefined;
        return {
          ...shape,
          aliases: shape.aliases + (aliased ? 1 : 0),
          directives: shape.directives + (selection.directives?.length ?? 0),
        };
      }),
    );
  }

  const shape = ofSelections(operation.selectionSet);
  return { ...shape, directives: shape.directives + (operation.directives?.length ?? 0) };
}

/** Refuses operations that are too deep, or repeat themselves by aliases or directives. */
export function shapeRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const shape = measure(operation, (name) => context.getFragment(name));
      for (const name of Object.keys(shape) as (keyof Shape)[])
        if (shape[name] > limits[name])
          context.reportError(
            new GraphQLError(`The operation has ${name} ${shape[name]}; at most ${limits[name]} is answered.`, {
              nodes: operation,
            }),
          );
    },
  };
}
