import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
import { boundedCountInput } from '../values/count.ts';
import { uncertainDateInput } from '../values/date.ts';
import { placeInput } from '../values/place.ts';
import { reference, uuid } from '../values/reference.ts';
import { asWritten, label } from '../values/text.ts';

/** What the count covers: the words, and the places, kinds of custody and categories of people they name. */
export const scopeInput = z
  .strictObject({
    asWritten,
    places: z.array(placeInput).max(50).nullish(),
    custodyKinds: z.array(label).max(20).nullish(),
    categories: z
      .array(z.strictObject({ by: label, category: label }))
      .max(20)
      .nullish(),
  })
  .meta({ value: 'scope', id: 'ScopeInput' });

/** A count of people held by a holder, as of a date, with a scope and inclusion rule that may both be unstated. */
export const recordEstimate = z.strictObject({
  id: uuid.nullish(),
  estimate: reference('estimate').nullish(),
  holder: reference('party').nullish(),
  count: boundedCountInput,
  date: uncertainDateInput.nullish(),
  scope: scopeInput.nullish(),
  inclusion: asWritten.nullish(),
  claim: claimInput,
});
