import { z } from 'zod';
import { reference } from '../values/reference.ts';
import { label } from '../values/text.ts';

export const judgements = ['positive', 'negative', 'unsure'] as const;

const pair = { left: reference('person'), right: reference('person') };

/** Two persons are one, are not, or it is unsure. A later judgement on the same pair takes the place of the earlier one. */
export const decideMatch = z.strictObject({ ...pair, judgement: z.enum(judgements), reason: label });

/** The judgement on the pair no longer stands; clusters are again what they were without it. */
export const revokeMatch = z.strictObject({ ...pair, reason: label });
