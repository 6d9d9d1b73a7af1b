import { anchor, type Category, claimReference, location, unit } from '#libs/contracts';
import type { z } from 'zod';

/** Marks that the schemas of contracts carry. */
export interface Marks {
  readonly id?: string;
  readonly reference?: Category;
  readonly value?: string;
}

/** A schema without its wrappers: what it is, its marks, whether null or absent is allowed. */
export interface Form {
  readonly schema: z.ZodType;
  readonly marks: Marks;
  readonly nullable: boolean;
}

export interface Definition {
  readonly type: string;
  readonly format?: string;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Record<string, z.ZodType>;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Record<string, string>;
  readonly values?: readonly string[];
}

export const definitionOf = (schema: z.ZodType): Definition => schema.def;

/** Takes `nullable` and `optional` off a schema; a mark may stand on any layer. */
export function formOf(schema: z.ZodType): Form {
  const own = (schema.meta() ?? {}) as Marks;
  const { innerType } = definitionOf(schema);
  if (!innerType) return { schema, marks: own, nullable: false };
  const inner = formOf(innerType);
  return { schema: inner.schema, marks: { ...inner.marks, ...own }, nullable: true };
}

/** The fields of an object schema, or of a union whose options differ only in what their fields may hold. */
export function shapeOf(schema: z.ZodType): Record<string, z.ZodType> | null {
  const { shape, options } = definitionOf(schema);
  return shape ?? (options?.[0] ? shapeOf(options[0]) : null);
}

/** Names for schemas that many others hold and that have no id of their own. */
const wellKnown = new Map<z.ZodType, string>([
  [anchor, 'Anchor'],
  [claimReference, 'ClaimReference'],
  [location, 'Location'],
  [unit, 'Unit'],
]);

/** The name of a schema's type: its own, or that of where it stands. */
export const typeName = ({ schema, marks }: Form, place: string): string => marks.id ?? wellKnown.get(schema) ?? place;

/** Whether a field holds several. */
export const isMany = (schema: z.ZodType): boolean => definitionOf(formOf(schema).schema).element !== undefined;
