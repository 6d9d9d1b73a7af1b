import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
import { uncertainDateInput } from '../values/date.ts';
import { placeInput } from '../values/place.ts';
import { reference, uuid } from '../values/reference.ts';
import { asWritten } from '../values/text.ts';

export const talksStatuses = [
  'proposed',
  'ordered',
  'under-way',
  'suspended',
  'broken-off',
  'agreed',
  'implemented',
] as const;
export const talksDirections = ['start', 'resume'] as const;

/** How talks stand, in somebody's account. An order to resume talks is `ordered`, never "resumed". */
export const reportTalksStatus = z.strictObject({
  id: uuid.nullish(),
  talks: reference('talks').nullish(),
  status: z.enum(talksStatuses),
  direction: z.enum(talksDirections).nullish(),
  parties: z.array(reference('party')).max(50).nullish(),
  topic: asWritten.nullish(),
  date: uncertainDateInput.nullish(),
  place: placeInput.nullish(),
  claim: claimInput,
});
