import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
import { uncertainDateInput } from '../values/date.ts';
import { nameInput } from '../values/name.ts';
import { reference, uuid } from '../values/reference.ts';

export const partyKinds = ['state', 'de-facto-authority', 'armed-group', 'organisation', 'office'] as const;
export const partyRelations = ['part-of', 'backs', 'represents'] as const;

/** A state, authority, armed group, organisation or office. Persons are not parties. */
export const registerParty = z.strictObject({
  id: uuid.nullish(),
  kind: z.enum(partyKinds),
  names: z.array(nameInput).min(1).max(50),
});

/** One party is said to be part of, to back or to represent another. */
export const relateParties = z.strictObject({
  party: reference('party'),
  relation: z.enum(partyRelations),
  other: reference('party'),
  date: uncertainDateInput.nullish(),
  claim: claimInput,
});
