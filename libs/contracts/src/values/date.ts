import { z } from 'zod';
import { asWritten } from './text.ts';

/** What the resolved date rests on: the words themselves, a calendar ("Thursday"), another source, or the editor. */
export const dateBases = ['text', 'calendar', 'source', 'editor'] as const;

const edtf = z.string().min(1).max(100);
const day = z.iso.date();

/** A date as a command gives it. `edtf` is what the words alone support and may be null ("now"). */
export const uncertainDateInput = z
  .strictObject({
    asWritten,
    edtf: edtf.nullish(),
    resolved: edtf.nullish(),
    basis: z.enum(dateBases).nullish(),
    earliest: day.nullish(),
    latest: day.nullish(),
  })
  .meta({ value: 'uncertain-date', id: 'UncertainDateInput' });
export type UncertainDateInput = z.infer<typeof uncertainDateInput>;

/**
 * A date with its words (DOMAIN 3). `earliest` and `latest` are the first and the last calendar day it may mean, derived from `resolved`
 * where present, else from `edtf`; null where the year is unspecified or that side is open.
 */
export const uncertainDate = z
  .strictObject({
    asWritten,
    edtf: edtf.nullable(),
    resolved: edtf.nullable(),
    basis: z.enum(dateBases).nullable(),
    earliest: day.nullable(),
    latest: day.nullable(),
  })
  .meta({ value: 'uncertain-date', id: 'UncertainDate' });
export type UncertainDate = z.infer<typeof uncertainDate>;
