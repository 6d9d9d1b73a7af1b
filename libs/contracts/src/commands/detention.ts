import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
import { uncertainDateInput } from '../values/date.ts';
import { placeInput } from '../values/place.ts';
import { reference, uuid } from '../values/reference.ts';
import { asWritten, duration } from '../values/text.ts';

export const releaseModes = [
  'exchanged',
  'pardoned',
  'served',
  'acquitted',
  'ransomed',
  'unilateral',
  'unknown',
] as const;
export const custodyStances = ['acknowledged', 'denied', 'locationDisclosed', 'contactPermitted'] as const;
export const chargeStatuses = ['suspected', 'charged', 'convicted', 'dropped', 'unstated'] as const;
export const sentenceStatuses = ['imposed', 'serving', 'served', 'quashed', 'unstated'] as const;

const detention = reference('detention');
const date = uncertainDateInput.nullish();
const place = placeInput.nullish();
const claim = claimInput;

/**
 * One person or group is held in one custody episode: at a date, or since a date, or at a time not stated.
 * `detention` adds a further report to a known episode, whoever makes it. The characterisation ("hostage") is the claimant's.
 */
export const reportDetention = z.strictObject({
  id: uuid.nullish(),
  detention: detention.nullish(),
  person: reference('person').nullish(),
  group: reference('group').nullish(),
  holder: reference('party').nullish(),
  at: date,
  since: date,
  place,
  characterisation: asWritten.nullish(),
  basis: asWritten.nullish(),
  claim,
});

/** The holder acknowledges, denies, discloses the location or permits contact (Minnesota terms: HURIDOCS MT 30). */
export const reportCustodyStance = z.strictObject({
  detention,
  holder: reference('party').nullish(),
  stance: z.enum(custodyStances),
  date,
  claim,
});

export const reportTransfer = z.strictObject({ detention, to: reference('party').nullish(), place, date, claim });

/** A suspicion or charge; `by` is the accuser, null where not named. */
export const reportCharge = z.strictObject({
  detention,
  charge: asWritten,
  status: z.enum(chargeStatuses),
  by: reference('party').nullish(),
  date,
  claim,
});

/** The charges are disputed ("fabricated"), also where no charge has been reported. `charge` names one charge's claim. */
export const disputeCharge = z.strictObject({
  detention,
  charge: uuid.nullish(),
  asWritten,
  date,
  claim,
});

export const reportSentence = z.strictObject({
  detention,
  status: z.enum(sentenceStatuses),
  term: duration.nullish(),
  asWritten: asWritten.nullish(),
  holder: reference('party').nullish(),
  date,
  claim,
});

export const reportRelease = z.strictObject({
  detention,
  mode: z.enum(releaseModes),
  swap: reference('swap').nullish(),
  to: reference('party').nullish(),
  place,
  date,
  claim,
});

export const reportEscape = z.strictObject({ detention, place, date, claim });
export const reportHospitalisation = z.strictObject({ detention, place, date, claim });
export const reportDeathInCustody = z.strictObject({ detention, cause: asWritten.nullish(), place, date, claim });
export const reportWhereaboutsUnknown = z.strictObject({ detention, date, claim });
