import { z } from 'zod';
import { personDetails } from '../commands/person.ts';
import { claim } from '../values/claim.ts';
import { uncertainDate } from '../values/date.ts';
import { personName } from '../values/name.ts';
import { personal } from '../values/personal.ts';

export const personRegistered = z.strictObject({ names: z.array(personName).min(1) });
export const nameVariantAdded = z.strictObject({ name: personName });
export const personDetailReported = z.strictObject({
  detail: z.enum(personDetails),
  value: personal(),
  date: uncertainDate.nullable(),
  claim,
});
