import { z } from 'zod';
import { declineKinds, legPartitions, legPhases, noShowKinds } from '../commands/swap.ts';
import { claim } from '../values/claim.ts';
import { boundedCount } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { place as placeValue } from '../values/place.ts';
import { asWritten, slotName } from '../values/text.ts';

const date = uncertainDate.nullable();
const place = placeValue.nullable();
const count = boundedCount.nullable();
const persons = z.array(z.uuid());

/** The slot as it stands in the swap, whole in every event, so that each report can be read without the ones before it. */
const slot = {
  leg: slotName,
  parent: slotName.nullable(),
  partBy: z.enum(legPartitions).nullable(),
  from: z.uuid().nullable(),
  to: z.uuid().nullable(),
};
const legs = z.array(z.strictObject({ ...slot, count, persons }));

export const swapAgreed = z.strictObject({ formula: asWritten.nullable(), date, place, legs, claim });
export const swapRecorded = z.strictObject({ date, place, legs, claim });
export const legReported = z.strictObject({
  ...slot,
  phase: z.enum(legPhases),
  count,
  date,
  place,
  persons,
  claim,
});
export const declineReported = z.strictObject({
  leg: slotName,
  kind: z.enum(declineKinds),
  count,
  persons,
  date,
  claim,
});
export const noShowReported = z.strictObject({
  leg: slotName,
  kind: z.enum(noShowKinds),
  count,
  persons,
  date,
  claim,
});
export const swapSuspended = z.strictObject({ date, claim });
export const swapResumed = z.strictObject({ date, claim });
