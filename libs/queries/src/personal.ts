import type { ReadSide, Reading } from './reading.ts';
import { select } from './rows.ts';
import { tableIn } from './sql.ts';

/** Where a personal value is kept: rows hold this in its place, so that forgetting is in one table. */
export interface PersonalReference {
  readonly subject: string;
  readonly ref: string;
}

export const isPersonalReference = (value: object): value is PersonalReference =>
  'subject' in value && 'ref' in value && typeof value.ref === 'string' && typeof value.subject === 'string';

/** The values of many references: one statement. What was forgotten is left out. */
export async function readPersonalValues(
  side: ReadSide,
  reading: Reading,
  references: readonly PersonalReference[],
): Promise<ReadonlyMap<string, string>> {
  if (references.length === 0) return new Map();
  const statement = `SELECT kept.ref, kept.value
FROM unnest($1::uuid[], $2::text[]) AS asked (subject, ref)
JOIN ${tableIn(reading.schema, 'personal_values')} AS kept ON kept.subject = asked.subject AND kept.ref = asked.ref`;
  const values = [references.map(({ subject }) => subject), references.map(({ ref }) => ref)];
  const rows = await select<{ ref: string; value: string }>(side.pool, statement, values);
  return new Map(rows.map(({ ref, value }) => [ref, value]));
}
