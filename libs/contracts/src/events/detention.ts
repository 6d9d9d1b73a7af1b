import { z } from 'zod';
import { chargeStatuses, custodyStances, releaseModes, sentenceStatuses } from '../commands/detention.ts';
import { claim } from '../values/claim.ts';
import { uncertainDate } from '../values/date.ts';
import { personal } from '../values/personal.ts';
import { place as placeValue } from '../values/place.ts';
import { duration } from '../values/text.ts';

const party = z.uuid().nullable();
const date = uncertainDate.nullable();
const place = placeValue.nullable();

export const detentionReported = z.strictObject({
  person: z.uuid().nullable(),
  group: z.uuid().nullable(),
  holder: party,
  at: date,
  since: date,
  place,
  characterisation: personal().nullable(),
  basis: personal().nullable(),
  claim,
});
export const custodyStanceReported = z.strictObject({ holder: party, stance: z.enum(custodyStances), date, claim });
export const transferReported = z.strictObject({ to: party, place, date, claim });
export const chargeReported = z.strictObject({
  charge: personal(),
  status: z.enum(chargeStatuses),
  by: party,
  date,
  claim,
});
export const chargeDisputed = z.strictObject({
  charge: z.uuid().nullable(),
  asWritten: personal(),
  date,
  claim,
});
export const sentenceReported = z.strictObject({
  status: z.enum(sentenceStatuses),
  term: duration.nullable(),
  asWritten: personal().nullable(),
  holder: party,
  date,
  claim,
});
export const releaseReported = z.strictObject({
  mode: z.enum(releaseModes),
  swap: z.uuid().nullable(),
  to: party,
  place,
  date,
  claim,
});
export const escapeReported = z.strictObject({ place, date, claim });
export const hospitalisationReported = z.strictObject({ place, date, claim });
export const deathInCustodyReported = z.strictObject({ cause: personal().nullable(), place, date, claim });
export const whereaboutsUnknownReported = z.strictObject({ date, claim });
