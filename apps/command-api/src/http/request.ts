import { ProblemError } from '#libs/platform';

const REVISION = /^(?:W\/)?"?(\d{1,15})"?$/;
const KEY = /^[\x21-\x7e]{1,200}$/;

const wrong = (pointer: string, detail: string) =>
  new ProblemError('malformed-request', { detail, errors: [{ pointer, rule: 'shape', detail }] });

/** The revision of an If-Match header (`"4"`), null without one. @throws ProblemError 400 */
export function revisionOf(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const revision = REVISION.exec(header.trim())?.[1];
  if (revision === undefined)
    throw wrong('/headers/if-match', 'If-Match takes the revision of the stream in quotes, such as "4"');
  return Number(revision);
}

/** The Idempotency-Key: up to 200 visible characters. @throws ProblemError 400 */
export function keyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = header.replace(/^"(.*)"$/, '$1');
  if (!KEY.test(key))
    throw wrong('/headers/idempotency-key', 'Idempotency-Key takes 1 to 200 visible ASCII characters');
  return key;
}

/** A flag of the query: `true` or `false`. @throws ProblemError 400 */
export function flagOf(name: string, value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true' || value === '') return true;
  throw wrong(`?${name}`, `${name} is true or false`);
}
