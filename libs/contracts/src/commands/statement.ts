import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
import { boundedCountInput } from '../values/count.ts';
import { uncertainDateInput } from '../values/date.ts';
import { placeInput } from '../values/place.ts';
import { about, reference, uuid } from '../values/reference.ts';
import { asWritten, label } from '../values/text.ts';

export const statementKinds = [
  'utterance',
  'commitment',
  'welcome',
  'interpretation',
  'superlative',
  'negotiating-position',
  'role',
  'visit',
  'gloss',
  'control',
  'casualties',
  'status',
  'background',
] as const;

/**
 * What is said and fits no other report. `summary` is in the register's own words, `asWritten` a short expression of the source.
 * `statement` adds a further report to a known statement.
 */
export const recordStatement = z.strictObject({
  id: uuid.nullish(),
  statement: reference('statement').nullish(),
  kind: z.enum(statementKinds),
  about: z.array(about).max(100).nullish(),
  summary: label.nullish(),
  asWritten: asWritten.nullish(),
  count: boundedCountInput.nullish(),
  date: uncertainDateInput.nullish(),
  place: placeInput.nullish(),
  claim: claimInput,
});
