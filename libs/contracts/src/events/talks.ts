import { z } from 'zod';
import { talksDirections, talksStatuses } from '../commands/talks.ts';
import { claim } from '../values/claim.ts';
import { uncertainDate } from '../values/date.ts';
import { place } from '../values/place.ts';
import { asWritten } from '../values/text.ts';

export const talksStatusReported = z.strictObject({
  status: z.enum(talksStatuses),
  direction: z.enum(talksDirections).nullable(),
  parties: z.array(z.uuid()),
  topic: asWritten.nullable(),
  date: uncertainDate.nullable(),
  place: place.nullable(),
  claim,
});
