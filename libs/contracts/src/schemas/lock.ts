import { createHash } from 'node:crypto';
import { type EventEntry, eventCatalogue, eventTypes } from '../events/catalogue.ts';
import { eventSchemaDocument, type JsonObject, personalKeyword } from './json-schema.ts';

/** A personal field of a published schema; `*` in the pointer stands for every item of a list. */
export interface LockedPersonalField {
  readonly pointer: string;
  readonly tier: number;
}

export interface LockedSchema {
  /** Of the schema's JSON with sorted keys. */
  readonly sha256: string;
  readonly personal: readonly LockedPersonalField[];
}

/** What was published, by type and version. */
export interface SchemaLock {
  readonly events: { readonly [type: string]: { readonly [version: string]: LockedSchema } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** The digest of a schema document; keys are sorted, so that only its meaning counts and not the order it was written in. */
export const digestOf = (document: JsonObject): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(document)))
    .digest('hex');

function personalIn(node: JsonObject, root: JsonObject, pointer: string): LockedPersonalField[] {
  if (typeof node[personalKeyword] === 'number') return [{ pointer, tier: node[personalKeyword] }];
  const under = (inner: unknown, at = pointer) => personalIn(inner as JsonObject, root, at);
  const reference = node['$ref'] as string | undefined;
  const definitions = (root['$defs'] ?? {}) as JsonObject;
  if (reference) return under(definitions[reference.replace('#/$defs/', '')]);
  const choices = [...((node['anyOf'] ?? []) as unknown[]), ...((node['oneOf'] ?? []) as unknown[])];
  return [
    ...Object.entries(node['properties'] ?? {}).flatMap(([field, inner]) => under(inner, `${pointer}/${field}`)),
    ...(node['items'] ? under(node['items'], `${pointer}/*`) : []),
    ...choices.flatMap((choice) => under(choice)),
  ];
}

const lockOf = (document: JsonObject): LockedSchema => ({
  sha256: digestOf(document),
  personal: personalIn(document, document, ''),
});

/** The schema documents of the whole catalogue, by file name `{Type}.v{version}.json`. */
export function allSchemaDocuments(): ReadonlyMap<string, JsonObject> {
  const documents = eventTypes.flatMap((type) =>
    Object.keys((eventCatalogue[type] as EventEntry).schemas).map(
      (version) => [`${type}.v${version}.json`, eventSchemaDocument(type, Number(version))!] as const,
    ),
  );
  return new Map(documents);
}

/** The lock that the code as it stands would have. */
export function currentLock(): SchemaLock {
  const versions = (type: string, entry: EventEntry) =>
    Object.keys(entry.schemas).map((version) => [version, lockOf(eventSchemaDocument(type, Number(version))!)]);
  const entries = Object.entries(eventCatalogue as Record<string, EventEntry>);
  return {
    events: Object.fromEntries(entries.map(([type, entry]) => [type, Object.fromEntries(versions(type, entry))])),
  };
}

/** Published schemas that the code has changed or dropped: `Type version N …`, empty where all is well. New ones are no breach. */
export function lockBreaches(published: SchemaLock, code: SchemaLock): string[] {
  return Object.entries(published.events).flatMap(([type, versions]) =>
    Object.entries(versions).flatMap(([version, locked]) => {
      const now = code.events[type]?.[version];
      if (!now) return [`${type} version ${version} is gone: a schema once published must stay readable`];
      if (now.sha256 === locked.sha256) return [];
      return [
        `${type} version ${version} was changed: a published schema is never edited; add a version with its upcaster`,
      ];
    }),
  );
}
