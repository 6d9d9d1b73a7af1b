import type { z } from 'zod';
import type { Category } from './values/reference.ts';

/** A field of a command that names an existing stream. */
export interface FoundReference {
  readonly category: Category;
  readonly id: string;
  readonly pointer: string;
}

type Definition = {
  type: string;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  innerType?: z.ZodType;
  options?: readonly z.ZodType[];
};

const definitionOf = (schema: z.ZodType): Definition => schema.def;

/** Every reference in a parsed value, found by the schema's marks; null and absent fields name nothing. */
export function referencesIn(schema: z.ZodType, value: unknown, pointer = ''): FoundReference[] {
  if (value === null || value === undefined) return [];
  const category = (schema.meta() as { reference?: Category } | undefined)?.reference;
  if (category) return [{ category, id: value as string, pointer }];
  const definition = definitionOf(schema);
  if (definition.innerType) return referencesIn(definition.innerType, value, pointer);
  if (definition.shape)
    return Object.entries(definition.shape).flatMap(([field, inner]) =>
      referencesIn(inner, (value as Record<string, unknown>)[field], `${pointer}/${field}`),
    );
  if (definition.element)
    return (value as unknown[]).flatMap((item, index) =>
      referencesIn(definition.element!, item, `${pointer}/${index}`),
    );
  if (definition.options) {
    const fitting = definition.options.find((option) => option.safeParse(value).success);
    return fitting ? referencesIn(fitting, value, pointer) : [];
  }
  return [];
}
