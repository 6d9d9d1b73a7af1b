import { z } from 'zod';
import { claim } from '../values/claim.ts';
import { boundedCount } from '../values/count.ts';
import { asWritten } from '../values/text.ts';

export const groupReported = z.strictObject({ asWritten, count: boundedCount.nullable(), claim });
export const memberNamed = z.strictObject({ person: z.uuid(), claim });
