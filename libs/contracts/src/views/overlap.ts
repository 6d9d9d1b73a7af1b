import { z } from 'zod';
import { scope } from '../events/estimate.ts';
import { boundedCount } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { reference } from '../values/reference.ts';
import { claimView as claim } from './claim.ts';
import { sumRefusals } from './custody.ts';

const likeness = z.enum(['same', 'different', 'unstated']);

const estimate = z
  .strictObject({
    holder: reference('party').nullable(),
    count: boundedCount,
    date: uncertainDate.nullable(),
    scope: scope.nullable(),
    inclusion: z.string().nullable(),
    claim,
  })
  .meta({ id: 'OverlappingEstimate' });

/** Two estimates that may count the same people; their sum is refused. */
export const overlapView = z
  .strictObject({
    /** The two, the first recorded first. */
    estimates: z.array(estimate),
    holder: likeness,
    scope: likeness,
    date: likeness,
    sumRefused: z.strictObject({ rule: z.enum(sumRefusals), detail: z.string() }).meta({ id: 'SumRefused' }),
  })
  .meta({ id: 'Overlap' });
export type OverlapView = z.infer<typeof overlapView>;
