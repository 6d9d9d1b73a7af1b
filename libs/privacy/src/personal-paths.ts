import { type EventEntry, eventCatalogue, isEventType, type Tier } from '#libs/contracts';
import type { z } from 'zod';

/** Where an event type holds a personal field: field names, `*` for every item of a list; and who may see it. */
export interface PersonalPath {
  readonly steps: readonly string[];
  readonly tier: Tier;
}

interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly valueType?: z.ZodType;
}
const leaves = new Set(['string', 'number', 'boolean', 'enum', 'literal', 'null', 'unknown']);

const under = (step: string, paths: readonly PersonalPath[]): PersonalPath[] =>
  paths.map(({ steps, tier }) => ({ steps: [step, ...steps], tier }));

/**
 * The personal fields of a schema, by their marks.
 * @throws Error for a kind of schema it cannot look into: what it overlooked would stay readable after its subject was forgotten.
 */
export function personalPathsIn(schema: z.ZodType): PersonalPath[] {
  const meta = schema.meta() as { value?: string; tier?: Tier } | undefined;
  if (meta?.value === 'personal') return [{ steps: [], tier: meta.tier ?? 0 }];
  const definition = schema.def as unknown as Definition;
  if (definition.shape)
    return Object.entries(definition.shape).flatMap(([field, inner]) => under(field, personalPathsIn(inner)));
  if (definition.element) return under('*', personalPathsIn(definition.element));
  if (definition.innerType) return personalPathsIn(definition.innerType);
  if (definition.options) return definition.options.flatMap(personalPathsIn);
  if (definition.type === 'record' && personalPathsIn(definition.valueType!).length === 0) return [];
  if (leaves.has(definition.type)) return [];
  throw new Error(`personal fields cannot be found in a schema of the kind ${definition.type}`);
}

const known = new Map<string, readonly PersonalPath[]>();

/** The personal fields of a type and version of the catalogue; null where the catalogue does not hold it. */
export function personalPathsOf(type: string, version: number): readonly PersonalPath[] | null {
  const key = `${type}.v${version}`;
  const found = known.get(key);
  if (found) return found;
  if (!isEventType(type)) return null;
  const schema = (eventCatalogue[type] as EventEntry).schemas[version];
  if (!schema) return null;
  const paths = personalPathsIn(schema);
  known.set(key, paths);
  return paths;
}
