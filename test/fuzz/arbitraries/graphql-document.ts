import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

import type { Random } from '../../support-domain/random.ts';
import type { Pools } from '../request.ts';

const texts = ['2017-12-27', 'XXXX-12-27', '0', '5', '99999999', 'swap-x@1', '', 'x', '\u0000', '2017-12-27T00:00:00Z'];
const numbers = ['0', '1', '2', '50', '-1', '201', '2147483647', '2147483648', '1.5'];

/** Draws one operation from the schema: most of it valid, some arguments not. */
class Drawing {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #pools: Pools;

  constructor(schema: GraphQLSchema, random: Random, pools: Pools) {
    this.#schema = schema;
    this.#random = random;
    this.#pools = pools;
  }

  #value(type: GraphQLInputType): string {
    const bare = getNullableType(type);
    if (!isNonNullType(type) && this.#random.chance(0.1)) return 'null';
    if (isListType(bare)) return `[${this.#value(bare.ofType)}]`;
    if (isEnumType(bare)) return this.#random.chance(0.05) ? 'NOBODY' : this.#random.pick(bare.getValues()).name;
    if (isInputObjectType(bare)) return '{}';
    if (bare.name === 'Int' || bare.name === 'Float') return this.#random.pick(numbers);
    if (bare.name === 'Boolean') return this.#random.pick(['true', 'false']);
    if (bare.name === 'ID' && this.#random.chance(0.8))
      return JSON.stringify(this.#random.pick(Object.values(this.#pools.ids).flat()));
    return JSON.stringify(
      this.#random.pick([...texts, ...this.#pools.cursors, ...this.#pools.claims.map(({ stream }) => stream)]),
    );
  }

  #arguments(all: readonly GraphQLArgument[]): string {
    const given = all.filter((argument) => isNonNullType(argument.type) || this.#random.chance(0.12));
    const text = given.map((argument) => `${argument.name}: ${this.#value(argument.type)}`).join(', ');
    return text && `(${text})`;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string | null {
    const type: GraphQLNamedType = getNamedType(field.type);
    const label = this.#random.chance(0.05) ? `other${this.#random.below(3)}: ` : '';
    const start = `${label}${field.name}${this.#arguments(field.args)}`;
    if (isLeafType(type)) return start;
    return depth === 0 ? null : `${start} ${this.selection(type, depth - 1)}`;
  }

  selection(type: GraphQLNamedType, depth: number): string {
    const fields =
      isObjectType(type) || (isAbstractType(type) && 'getFields' in type)
        ? Object.values((type as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields())
        : [];
    const drawn = this.#random.some(fields, 1, 5).flatMap((field) => this.#field(field, depth) ?? []);
    if (isAbstractType(type) && depth > 0) {
      const [possible] = this.#random.some(this.#schema.getPossibleTypes(type), 1, 1);
      if (possible) drawn.push(`... on ${possible.name} ${this.selection(possible, depth - 1)}`);
    }
    return `{ __typename ${drawn.join(' ')} }`;
  }
}

/** A query of the schema, or now and then a subscription. */
export function randomDocument(schema: GraphQLSchema, random: Random, pools: Pools): string {
  const drawing = new Drawing(schema, random, pools);
  const subscription = schema.getSubscriptionType();
  if (subscription && random.chance(0.02)) return `subscription ${drawing.selection(subscription, 3)}`;
  return drawing.selection(schema.getQueryType()!, 2 + random.below(6));
}
