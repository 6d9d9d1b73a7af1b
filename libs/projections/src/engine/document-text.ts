import type { Doc } from '../read-models/row.ts';

/** The text of an object that never changes again, made once: the reports of a busy subject stand in every version of its document. */
const texts = new WeakMap<object, string>();

function elementText(element: unknown): string {
  if (typeof element !== 'object' || element === null) return JSON.stringify(element);
  const known = texts.get(element);
  if (known !== undefined) return known;
  const text = JSON.stringify(element);
  texts.set(element, text);
  return text;
}

const memberText = (value: unknown): string =>
  Array.isArray(value) && value.length > 1 ? `[${value.map(elementText).join(',')}]` : JSON.stringify(value);

/** `JSON.stringify(document)`, whose lists grow by one from version to version. Documents and what they hold must not be changed in place. */
export function documentText(document: Doc): string {
  const members: string[] = [];
  for (const name in document) {
    const value = document[name];
    if (value !== undefined) members.push(`${JSON.stringify(name)}:${memberText(value)}`);
  }
  return `{${members.join(',')}}`;
}
