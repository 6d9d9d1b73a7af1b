import { z } from 'zod';
import { evidenceItem } from '../values/evidence.ts';
import { claimView as claim } from './claim.ts';

/** Claims that may be one, entered more than once: the same words of one source, the same subject and type, under different ids. */
export const duplicateView = z
  .strictObject({
    /** The type of the events that reported them. */
    type: z.string(),
    /** The place that all of them have. */
    evidence: evidenceItem,
    /** The first recorded first. */
    claims: z.array(z.strictObject({ claim }).meta({ id: 'RestsOn' })),
  })
  .meta({ id: 'PossibleDuplicate' });
export type DuplicateView = z.infer<typeof duplicateView>;
