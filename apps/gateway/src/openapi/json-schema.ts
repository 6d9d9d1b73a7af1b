import type { Category } from '#libs/contracts';
import { z } from 'zod';

export type JsonSchema = { [keyword: string]: unknown };
export type Components = Record<string, JsonSchema>;

/** Our marks on schemas; what they mean is told in words. */
const MARKS = ['value', 'model', 'tier', 'reference', 'id', '$schema', '$id', '$defs'];
/** Formats whose pattern says the same once more, at length. */
const SELF_EXPLAINING = new Set(['uuid', 'date', 'date-time', 'uri']);

const meanings: Readonly<Record<string, string>> = {
  personal: 'Personal; null where it was forgotten.',
};

const aboutReference = (category: Category): string =>
  `The id of ${/^[aeiou]/.test(category) ? 'an' : 'a'} ${category}.`;

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object') return value;
  const given = value as JsonSchema;
  if ('properties' in given)
    return withoutMarks(given, {
      properties: Object.fromEntries(
        Object.entries(given['properties'] as object).map(([field, schema]) => [field, cleaned(schema)]),
      ),
    });
  return withoutMarks(given, {});
}

function withoutMarks(given: JsonSchema, done: JsonSchema): JsonSchema {
  const result: JsonSchema = {};
  for (const [keyword, inner] of Object.entries(given)) {
    if (MARKS.includes(keyword) || (keyword === 'pattern' && SELF_EXPLAINING.has(given['format'] as string))) continue;
    result[keyword] =
      keyword === '$ref'
        ? (inner as string).replace('#/$defs/', '#/components/schemas/')
        : (done[keyword] ?? cleaned(inner));
  }
  const description = given['reference']
    ? aboutReference(given['reference'] as Category)
    : meanings[given['value'] as string];
  return description === undefined ? result : { ...result, description };
}

/**
 * The JSON Schema (2020-12) of a schema of contracts. What has an id of its own is put among the components and referred to.
 * @param components gets the schemas that are referred to
 */
export function jsonSchemaOf(schema: z.ZodType, components: Components): JsonSchema {
  const made = z.toJSONSchema(schema, { target: 'draft-2020-12', unrepresentable: 'any' }) as JsonSchema;
  for (const [name, inner] of Object.entries((made['$defs'] ?? {}) as Components))
    components[name] ??= cleaned(inner) as JsonSchema;
  return cleaned(made) as JsonSchema;
}

export const referTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

/** An object all of whose fields are there, but for those named as optional. */
export function objectOf(properties: Record<string, JsonSchema>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

export const text: JsonSchema = { type: 'string' };
export const uuid: JsonSchema = { type: 'string', format: 'uuid' };
export const count: JsonSchema = { type: 'integer', minimum: 0 };
export const instant: JsonSchema = { type: 'string', format: 'date-time' };
export const position: JsonSchema = {
  type: 'string',
  pattern: '^(0|[1-9][0-9]{0,18})$',
  description: 'A position of the log: a decimal number as text, rising in the order of recording.',
};
