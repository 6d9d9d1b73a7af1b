import { z } from 'zod';
import { declineKinds, legPartitions, legPhases, noShowKinds } from '../commands/swap.ts';
import { boundedCount } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { place as placeValue } from '../values/place.ts';
import { reference } from '../values/reference.ts';
import { claimView as claim } from './claim.ts';

const date = uncertainDate.nullable();
const place = placeValue.nullable();
const persons = z.array(reference('person'));

/** One slot of a swap with every claim about it, in the order they were recorded. */
export const legView = z
  .strictObject({
    leg: z.string(),
    parent: z.string().nullable(),
    partBy: z.enum(legPartitions).nullable(),
    from: reference('party').nullable(),
    to: reference('party').nullable(),
    claims: z.array(
      z.strictObject({ phase: z.enum(legPhases), count: boundedCount.nullable(), date, place, persons, claim }),
    ),
    declines: z.array(
      z.strictObject({
        kind: z.enum([...declineKinds, ...noShowKinds]),
        count: boundedCount.nullable(),
        persons,
        date,
        claim,
      }),
    ),
  })
  .meta({ id: 'Leg' });

/** A swap. `date` and `place` are those of the first standing report that states one; all others stand in `reports`. */
export const swapItem = z
  .strictObject({
    id: z.uuid(),
    status: z.enum(['reported', 'agreed', 'suspended', 'recorded']),
    formula: z.string().nullable(),
    date,
    place,
    reports: z.array(
      z.strictObject({
        kind: z.enum(['agreed', 'recorded', 'suspended', 'resumed']),
        formula: z.string().nullable(),
        date,
        place,
        claim,
      }),
    ),
    legs: z.array(legView),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Swap', model: 'swaps' });
