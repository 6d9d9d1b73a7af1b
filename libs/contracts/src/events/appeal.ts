import { z } from 'zod';
import { appealAnswers } from '../commands/appeal.ts';
import { claim } from '../values/claim.ts';
import { boundedCount } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { personal } from '../values/personal.ts';
import { place } from '../values/place.ts';
import { about } from '../values/reference.ts';
import { asWritten } from '../values/text.ts';

export const appealRecorded = z.strictObject({
  addressees: z.array(z.uuid()),
  addresseesAsWritten: asWritten.nullable(),
  ask: personal(),
  about: z.array(about),
  count: boundedCount.nullable(),
  date: uncertainDate.nullable(),
  place: place.nullable(),
  claim,
});

export const appealAnswered = z.strictObject({
  answer: z.enum(appealAnswers),
  by: z.uuid().nullable(),
  asWritten: personal().nullable(),
  date: uncertainDate.nullable(),
  claim,
});
