import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Validity } from './on.ts';

/** A stored document. Inside of it claims are ids and personal values `{subject, ref}` (see `complete`). */
export type StoredDocument = Readonly<Record<string, unknown>>;

/** One row of a read model, of one version. */
export interface Row {
  readonly key: string;
  readonly stream: string;
  /** Position of the row's first event: the order of lists. */
  readonly born: string;
  readonly doc: StoredDocument;
  /** Only where days were asked for. */
  readonly validity?: Validity;
  /** First day of the valid time, only in the timeline. */
  readonly earliest?: string | null;
  /** Last day of the valid time, only in the timeline. */
  readonly latest?: string | null;
}

export const COLUMNS = 'entry.key, entry.stream, entry.born::text AS born, entry.doc';

const names = new LRUCache<string, string>({ max: 500 });

/** Statements are named by their text, so that Postgres parses and plans each once per connection. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = createHash('sha256').update(text).digest('base64url');
  names.set(text, name);
  return name;
}

/** Runs one statement. */
export async function select<Result extends object>(
  pool: Pool,
  text: string,
  values: readonly unknown[],
): Promise<Result[]> {
  const { rows } = await pool.query<Result>({ name: nameOf(text), text, values: [...values] });
  return rows;
}
