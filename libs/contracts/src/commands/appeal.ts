import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
import { boundedCountInput } from '../values/count.ts';
import { uncertainDateInput } from '../values/date.ts';
import { placeInput } from '../values/place.ts';
import { about, reference, uuid } from '../values/reference.ts';
import { asWritten } from '../values/text.ts';

export const appealAnswers = ['granted', 'partly-granted', 'refused', 'noted'] as const;

/**
 * A body calls on somebody to do something for somebody. Addressees that the words leave open ("both sides") are not resolved:
 * `addressees` is empty and `addresseesAsWritten` keeps the words. An appeal changes nobody's custody.
 */
export const recordAppeal = z.strictObject({
  id: uuid.nullish(),
  appeal: reference('appeal').nullish(),
  addressees: z.array(reference('party')).max(50).nullish(),
  addresseesAsWritten: asWritten.nullish(),
  /** What is asked for. */
  ask: asWritten,
  about: z.array(about).max(100).nullish(),
  count: boundedCountInput.nullish(),
  date: uncertainDateInput.nullish(),
  place: placeInput.nullish(),
  claim: claimInput,
});

export const recordAppealAnswer = z.strictObject({
  appeal: reference('appeal'),
  answer: z.enum(appealAnswers),
  /** Who answered; null where not named. */
  by: reference('party').nullish(),
  asWritten: asWritten.nullish(),
  date: uncertainDateInput.nullish(),
  claim: claimInput,
});
