import type { z } from 'zod';

/** How a column's values are to be read. `json` is a list or a free object, whole, as canonical JSON text. */
export const columnTypes = ['text', 'uuid', 'integer', 'boolean', 'date', 'instant', 'json'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** A field of a view that becomes a column: a scalar, or a list that stays whole. */
export interface Leaf {
  readonly path: readonly string[];
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Belongs to a person or group and may be forgotten; then it is null. */
  readonly personal: boolean;
  /** All that it may say, where the schema lists it. */
  readonly values: readonly string[] | null;
  /** The value object it is a part of (`bounded-count`), and where that begins; null for a field of the view itself. */
  readonly within: { readonly mark: string; readonly length: number } | null;
}

interface Definition {
  readonly type: string;
  readonly format?: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly discriminator?: string;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly string[];
}

/** Value objects whose parts are described once, wherever they stand. */
const VALUE_OBJECTS = new Set(['bounded-count', 'uncertain-date', 'place', 'scope']);

const formats: Readonly<Record<string, ColumnType>> = {
  uuid: 'uuid',
  date: 'date',
  datetime: 'instant',
  safeint: 'integer',
};

const definitionOf = (schema: z.ZodType): Definition => schema.def;
const markOf = (schema: z.ZodType): string | undefined => (schema.meta() as { value?: string } | undefined)?.value;

/** The type of a schema that is neither an object nor a wrapper. @throws Error for one that has no column type yet */
function typeOf({ type, format }: Definition, path: readonly string[]): ColumnType {
  if (type === 'array' || type === 'record') return 'json';
  if (type === 'boolean') return 'boolean';
  if (type === 'enum' || type === 'literal') return 'text';
  if (type === 'string') return formats[format ?? ''] ?? 'text';
  if (type === 'number' && format === 'safeint') return 'integer';
  throw new Error(`${path.join('.')}: a ${type} has no column type`);
}

type Place = Omit<Leaf, 'type' | 'values'>;

/** What stands at the same path of several forms is one column: of their common type, else of text. */
export function merged(leaves: readonly Leaf[]): Leaf[] {
  const byPath = new Map<string, Leaf>();
  for (const leaf of leaves) {
    const name = leaf.path.join('.');
    const known = byPath.get(name);
    byPath.set(name, known ? both(known, leaf) : leaf);
  }
  return [...byPath.values()];
}

function both(left: Leaf, right: Leaf): Leaf {
  const values = left.values && right.values ? [...new Set([...left.values, ...right.values])] : null;
  return {
    ...left,
    type: left.type === right.type ? left.type : 'text',
    nullable: left.nullable || right.nullable,
    personal: left.personal || right.personal,
    values,
  };
}

const valuesOf = ({ entries, values }: Definition): readonly string[] | null =>
  entries ? Object.values(entries) : (values ?? null);

/** The leaves of what a schema is made of; null where it is made of nothing but itself. */
function leavesBelow({ type, innerType, shape, options, discriminator }: Definition, place: Place): Leaf[] | null {
  if (innerType)
    return leavesOf(innerType, { ...place, nullable: place.nullable || type === 'nullable' || type === 'optional' });
  if (shape)
    return Object.entries(shape).flatMap(([field, inner]) =>
      leavesOf(inner, { ...place, path: [...place.path, field] }),
    );
  if (options && discriminator) return merged(options.flatMap((option) => leavesOf(option, place)));
  return null;
}

/** The columns that a schema comes to: scalars as they are, nested objects field by field, lists whole. */
export function leavesOf(
  schema: z.ZodType,
  place: Place = { path: [], nullable: false, personal: false, within: null },
): Leaf[] {
  const definition = definitionOf(schema);
  const mark = markOf(schema);
  // Stored as subject and value, answered as the plain words.
  if (mark === 'personal') return [{ ...place, type: 'text', values: null, nullable: true, personal: true }];
  const within = mark && VALUE_OBJECTS.has(mark) ? { mark, length: place.path.length } : place.within;
  const below = leavesBelow(definition, { ...place, within });
  return below ?? [{ ...place, type: typeOf(definition, place.path), values: valuesOf(definition) }];
}
