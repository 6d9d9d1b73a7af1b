import fc from 'fast-check';

import type { Pools } from '../request.ts';

/** The parts of JSON Schema that zod and the API description use; `reference` and `value` are the register's own marks. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly reference?: string;
  readonly value?: string;
}

export interface Generator {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly pools: Pools;
  /** Values for fields that only a rule of the domain describes; undefined leaves it to the schema. */
  readonly special: (schema: JsonSchema, name: string) => fc.Arbitrary<unknown> | undefined;
}

const isNull = (schema: JsonSchema): boolean => schema.type === 'null';

/** Not every regular expression can be turned round; then something like it. */
function matching(pattern: string): fc.Arbitrary<string> {
  try {
    const arbitrary = fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' });
    fc.sample(arbitrary, { numRuns: 1, seed: 1 });
    return arbitrary;
  } catch {
    return fc.constantFrom('P20Y', 'P1Y6M', 'https://example.org/a', 'a');
  }
}

function text(schema: JsonSchema, { pools }: Generator): fc.Arbitrary<string> {
  if (schema.reference) {
    const known = pools.ids[schema.reference] ?? [];
    if (known.length === 0) return fc.uuid();
    if (known.length === 0) return fc.uuid();
    return fc.oneof({ weight: 15, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: fc.uuid() });
  }
  if (schema.format === 'uuid') return fc.uuid();
  if (schema.format === 'date')
    return fc
      .date({ min: new Date('1990-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10));
  if (schema.pattern) return matching(schema.pattern);
  const maxLength = Math.min(schema.maxLength ?? 40, 40);
  return fc
    .string({ unit: 'grapheme', minLength: schema.minLength ?? 0, maxLength })
    .filter((words) => words.length > 0);
}

function object(schema: JsonSchema, generator: Generator): fc.Arbitrary<unknown> {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(([name, inner]) => {
    const arbitrary = arbitraryOf(inner, generator, name).map((value) => [[name, value]]);
    if (required.has(name)) return arbitrary;
    return fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary });
  });
  return fc.tuple(...fields).map((entries) => Object.fromEntries(entries.flat() as [string, unknown][]));
}

function alternatives(options: readonly JsonSchema[], generator: Generator, name: string): fc.Arbitrary<unknown> {
  return fc.oneof(
    ...options.map((option) => ({ weight: isNull(option) ? 1 : 3, arbitrary: arbitraryOf(option, generator, name) })),
  );
}

function resolve(schema: JsonSchema, { definitions }: Generator): JsonSchema {
  if (!schema.$ref) return schema;
  const { $ref, ...marks } = schema;
  return { ...definitions[$ref.slice($ref.lastIndexOf('/') + 1)], ...marks };
}

/** Values of a schema, most of which it takes: what only the rules know may be wrong, which is for them to say. */
export function arbitraryOf(given: JsonSchema, generator: Generator, name = ''): fc.Arbitrary<unknown> {
  const schema = resolve(given, generator);
  const special = generator.special(schema, name);
  if (special) return special;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return alternatives(options, generator, name);
  switch (Array.isArray(schema.type) ? (schema.type as string[])[0] : schema.type) {
    case 'string':
      return text(schema, generator);
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1_000, 1_000_000) });
    case 'boolean':
      return fc.boolean();
    case 'array': {
      const most = Math.min(schema.maxItems ?? 3, 3);
      return fc.array(arbitraryOf(schema.items ?? {}, generator), { minLength: schema.minItems ?? 0, maxLength: most });
    }
    case 'object':
      return object(schema, generator);
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}
