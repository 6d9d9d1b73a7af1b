import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/contracts';
import { isPosition } from './position.ts';
import { badRequest } from './problem.ts';

/** Where a page of a list begins. It pins the position, so that pages of one list are of one state of the register. */
export interface Cursor {
  readonly position: string;
  /** The last row's sort key; decimal and date parts as text. */
  readonly key: readonly string[];
}

/** Whether a text is what one part of a sort key may be, so that a forged key cannot reach a statement. */
export type KeyPart = (text: string) => boolean;

/** What the cursor was made for: the list and everything that chooses or orders its rows. */
export const digestOf = (list: string, narrowing: unknown): string =>
  createHash('sha256').update(canonicalJson({ list, narrowing })).digest('base64url').slice(0, 12);

/** An opaque cursor. Clients send it back as it is, with the same filters. */
export function encodeCursor(cursor: Cursor, digest: string): string {
  return Buffer.from(JSON.stringify({ p: cursor.position, k: cursor.key, d: digest })).toString('base64url');
}

function parsed(text: string): { p: unknown; k: unknown; d: unknown } | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return value !== null && typeof value === 'object' ? (value as { p: unknown; k: unknown; d: unknown }) : null;
  } catch {
    return null;
  }
}

/**
 * @param keyForm one check per part of the list's sort key
 * @throws QueryProblem `cursor-malformed`, or `cursor-foreign` for a cursor of another list or of other filters
 */
export function decodeCursor(text: string, digest: string, keyForm: readonly KeyPart[], parameter = 'cursor'): Cursor {
  const content = parsed(text);
  const key = content?.k;
  const wellFormed =
    typeof content?.p === 'string' &&
    isPosition(content.p) &&
    Array.isArray(key) &&
    key.length === keyForm.length &&
    keyForm.every((fits, index) => typeof key[index] === 'string' && fits(key[index]));
  if (!wellFormed) throw badRequest('cursor-malformed', parameter, 'The cursor was not made by this register.');
  if (content.d !== digest)
    throw badRequest('cursor-foreign', parameter, 'The cursor belongs to another list or to other filters.');
  return { position: content.p as string, key: key as string[] };
}
