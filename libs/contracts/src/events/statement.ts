import { z } from 'zod';
import { statementKinds } from '../commands/statement.ts';
import { claim } from '../values/claim.ts';
import { boundedCount } from '../values/count.ts';
import { uncertainDate } from '../values/date.ts';
import { personal } from '../values/personal.ts';
import { place } from '../values/place.ts';
import { about } from '../values/reference.ts';

export const statementRecorded = z.strictObject({
  kind: z.enum(statementKinds),
  about: z.array(about),
  summary: personal().nullable(),
  asWritten: personal().nullable(),
  count: boundedCount.nullable(),
  date: uncertainDate.nullable(),
  place: place.nullable(),
  claim,
});
