import { z } from 'zod';
import { chargeStatuses, custodyStances, releaseModes, sentenceStatuses } from '../commands/detention.ts';
import { uncertainDate } from '../values/date.ts';
import { place as placeValue } from '../values/place.ts';
import { reference } from '../values/reference.ts';
import { claimView as claim } from './claim.ts';
import { personalValue } from './register.ts';

const date = uncertainDate.nullable();
const place = placeValue.nullable();
const party = reference('party').nullable();

/** One custody episode: every report beside the others, each with its claim; what nobody reported is null or an empty list. */
export const detentionItem = z
  .strictObject({
    id: z.uuid(),
    person: reference('person').nullable(),
    group: reference('group').nullable(),
    /** Who is said to hold, by whose account. */
    reports: z.array(
      z.strictObject({
        holder: party,
        at: date,
        since: date,
        place,
        characterisation: personalValue,
        basis: personalValue,
        claim,
      }),
    ),
    custodyStances: z.array(z.strictObject({ holder: party, stance: z.enum(custodyStances), date, claim })),
    transfers: z.array(z.strictObject({ to: party, place, date, claim })),
    charges: z.array(z.strictObject({ charge: personalValue, status: z.enum(chargeStatuses), by: party, date, claim })),
    chargeDisputes: z.array(z.strictObject({ charge: z.uuid().nullable(), asWritten: personalValue, date, claim })),
    sentences: z.array(
      z.strictObject({
        status: z.enum(sentenceStatuses),
        term: z.string().nullable(),
        asWritten: personalValue,
        holder: party,
        date,
        claim,
      }),
    ),
    hospitalisations: z.array(z.strictObject({ place, date, claim })),
    whereaboutsUnknown: z.array(z.strictObject({ date, claim })),
    ends: z.array(
      z.strictObject({
        kind: z.enum(['release', 'escape', 'death']),
        mode: z.enum(releaseModes).nullable(),
        swap: reference('swap').nullable(),
        to: party,
        cause: personalValue,
        place,
        date,
        claim,
      }),
    ),
    /** What is remarkable and never rejected (DOMAIN 6). */
    flags: z.array(z.enum(['two-holders', 'end-without-begin', 'end-before-begin'])),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Detention', model: 'detentions' });
