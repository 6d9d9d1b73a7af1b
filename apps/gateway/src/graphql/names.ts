const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** One of many: `parties` → `party`, `reports` → `report`. */
export function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** The name of a type that has none of its own: its parent's and the field's, of which a list holds several. */
export const nestedName = (parent: string, field: string, many: boolean): string =>
  parent + upperFirst(many ? singular(field) : field);

/** A member of an enum as GraphQL can write it: the word of REST, with `_` for what is no letter or digit. */
export const memberName = (value: string): string => value.replaceAll(/[^A-Za-z0-9_]/g, '_');

/** The field that holds the id behind a reference, and the one that holds those of several. */
export const idField = (field: string): string => `${field}Id`;
export const idsField = (field: string): string => `${singular(field)}Ids`;
