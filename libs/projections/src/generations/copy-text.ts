import type { PersonalValue } from '../engine/personal-values.ts';
import type { StoredVersion } from '../engine/tables.ts';

/** COPY's text form: one line a row, fields apart by tabs, `\N` for null, backslashes and line breaks escaped. */

const NULL = '\\N';
const SPECIAL = /[\\\t\n\r\b\f\v]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

const escaped = (text: string): string => text.replace(SPECIAL, (found) => ESCAPES[found]!);

/** JSON text has its control characters as escapes already. */
const json = (text: string): string => (text.includes('\\') ? text.replaceAll('\\', '\\\\') : text);

/** Stands in no token: the engine refuses those with control characters. */
const BETWEEN = '\u001f';
/** What an element of an array must be quoted for. */
const QUOTABLE = /[{}",\\\s]/;
const isNull = (token: string): boolean => token.length === 4 && token.toLowerCase() === 'null';
const quoted = (token: string): string => `"${token.replace(/["\\]/g, '\\$&')}"`;

/**
 * An array as Postgres reads it; as in a batch, a list of nothing but one empty token is an empty list. All tokens are looked at in one go,
 * because a busy subject has hundreds of them in every version.
 */
function tokens(refs: readonly string[]): string {
  const joined = refs.join(BETWEEN);
  if (joined === '') return '{}';
  if (QUOTABLE.test(joined) || refs.some(isNull) || refs.includes('')) return escaped(`{${refs.map(quoted).join()}}`);
  return `{${joined.replaceAll(BETWEEN, ',')}}`;
}

export const VERSION_COLUMNS = 'key, known_from, known_to, stream, born, during, surely, refs, doc, memo';

/** One version of a row, its fields in the order of `VERSION_COLUMNS`. */
export function versionLine(version: StoredVersion): string {
  const { key, knownFrom, knownTo, stream, born, during, surely, refs, doc, memo } = version;
  const place = `${escaped(key)}\t${knownFrom}\t${knownTo}\t${escaped(stream)}\t${born}`;
  const days = `${during ?? NULL}\t${surely ?? NULL}`;
  return `${place}\t${days}\t${tokens(refs)}\t${json(doc)}\t${memo === null ? NULL : json(memo)}\n`;
}

export const VALUE_COLUMNS = 'subject, ref, value, known_from, keys';

export function valueLine({ subject, ref, value, name }: PersonalValue): string {
  const keys = name ? `${name.knownFrom}\t{${name.keys.join()}}` : `${NULL}\t${NULL}`;
  return `${escaped(subject)}\t${escaped(ref)}\t${escaped(value)}\t${keys}\n`;
}

export const HEAD_COLUMNS = 'stream, revision';

export const headLine = (stream: string, revision: number): string => `${escaped(stream)}\t${revision}\n`;
