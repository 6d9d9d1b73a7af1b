import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

function textScalar(name: string, description: string, form: RegExp): GraphQLScalarType<string, string> {
  const checked = (value: unknown): string => {
    if (typeof value === 'string' && form.test(value)) return value;
    throw new GraphQLError(`${name} cannot hold this value.`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    parseValue: checked,
    parseLiteral: (node: ValueNode) => checked(node.kind === Kind.STRING ? node.value : undefined),
    serialize: (value) => String(value),
  });
}

export const position = textScalar(
  'Position',
  'A position of the log: a decimal number as text, rising in the order of recording.',
  /^(0|[1-9]\d{0,18})$/,
);
export const dateTime = textScalar('DateTime', 'An instant in RFC 3339.', /^\d{4}-\d{2}-\d{2}T/);
export const day = textScalar('Date', 'A calendar day, YYYY-MM-DD.', /^\d{4}-\d{2}-\d{2}$/);

/** Reports and payloads, whose form depends on their type. */
export const json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
  serialize: (value) => value,
});
