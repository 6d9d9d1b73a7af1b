import { z } from 'zod';
import { claim } from '../values/claim.ts';
import { boundedCount } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { place } from '../values/place.ts';
import { asWritten, label } from '../values/text.ts';

export const scope = z
  .strictObject({
    asWritten,
    places: z.array(place),
    custodyKinds: z.array(label),
    categories: z.array(z.strictObject({ by: label, category: label })),
  })
  .meta({ value: 'scope', id: 'Scope' });
export type Scope = z.infer<typeof scope>;

export const estimateRecorded = z.strictObject({
  holder: z.uuid().nullable(),
  count: boundedCount,
  date: uncertainDate.nullable(),
  scope: scope.nullable(),
  inclusion: asWritten.nullable(),
  claim,
});
