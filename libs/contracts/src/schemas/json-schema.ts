import { z } from 'zod';
import { type EventEntry, eventCatalogue, isEventType } from '../events/catalogue.ts';

export type JsonObject = { [key: string]: unknown };

/** The keyword that marks a personal field in the published schema; its value is the confidentiality tier. */
export const personalKeyword = 'x-personal-tier';

/** The marks of the code are no JSON Schema; of them only that a field is personal is published. */
function publishMarks({ jsonSchema }: { jsonSchema: JsonObject }): void {
  const { value, tier } = jsonSchema;
  delete jsonSchema['value'];
  delete jsonSchema['tier'];
  delete jsonSchema['reference'];
  if (value === 'personal') jsonSchema[personalKeyword] = tier;
}

/**
 * The JSON Schema (2020-12) of an event type's data in one version; null where the catalogue does not hold it. What zod checks by code (the
 * refinements of values/text.ts and values/evidence.ts) has no counterpart in it.
 */
export function eventSchemaDocument(type: string, version: number): JsonObject | null {
  const schema = isEventType(type) ? (eventCatalogue[type] as EventEntry).schemas[version] : undefined;
  if (!schema) return null;
  const { $schema, ...document } = z.toJSONSchema(schema, { override: publishMarks }) as JsonObject;
  return { $schema, $id: `/schemas/${type}/${version}`, title: `${type} version ${version}`, ...document };
}
