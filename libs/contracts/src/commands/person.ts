import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
import { uncertainDateInput } from '../values/date.ts';
import { nameInput } from '../values/name.ts';
import { reference, uuid } from '../values/reference.ts';
import { label } from '../values/text.ts';

export const personDetails = ['nationality', 'profession', 'office', 'birth'] as const;

/** A named individual. */
export const registerPerson = z.strictObject({ id: uuid.nullish(), names: z.array(nameInput).min(1).max(50) });

/** A further form of the name; no form replaces another. */
export const addNameVariant = z.strictObject({ person: reference('person'), name: nameInput });

/** What is said about a person: nationality, profession, office, birth. */
export const reportPersonDetail = z.strictObject({
  person: reference('person'),
  detail: z.enum(personDetails),
  value: label,
  date: uncertainDateInput.nullish(),
  claim: claimInput,
});
