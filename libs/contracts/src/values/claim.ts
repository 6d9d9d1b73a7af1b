import { z } from 'zod';
import { uncertainDate, uncertainDateInput } from './date.ts';
import { evidence } from './evidence.ts';
import { place, placeInput } from './place.ts';
import { reference } from './reference.ts';

/** How the claimant stands to what is said (AIDA Interchange Format). */
export const stances = ['true-certain', 'true-uncertain', 'false-certain', 'false-uncertain', 'unknown'] as const;

/** Who says so. A reporter's own voice has the publisher as claimant, never the person the sentence is about. */
export const claimant = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('party'), id: reference('party') }),
    z.strictObject({ kind: z.literal('person'), id: reference('person') }),
  ])
  .meta({ id: 'Claimant' });
export type Claimant = z.infer<typeof claimant>;

/** The claim of a report as a command gives it: no fact without one (DOMAIN 1.1). */
export const claimInput = z
  .strictObject({
    claimant,
    stance: z.enum(stances),
    saidAt: uncertainDateInput.nullish(),
    saidWhere: placeInput.nullish(),
    evidence,
  })
  .meta({ id: 'ClaimInput' });
export type ClaimInput = z.infer<typeof claimInput>;

/** The claim as an event carries it. Its id is the event's. */
export const claim = z
  .strictObject({
    claimant,
    stance: z.enum(stances),
    saidAt: uncertainDate.nullable(),
    saidWhere: place.nullable(),
    evidence,
  })
  .meta({ value: 'claim', id: 'ClaimMade' });
export type ClaimMade = z.infer<typeof claim>;

export const claimStatuses = ['standing', 'corrected', 'retracted', 'withdrawn'] as const;
export type ClaimStatus = (typeof claimStatuses)[number];
