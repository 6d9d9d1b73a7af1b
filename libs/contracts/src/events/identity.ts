import { z } from 'zod';
import { judgements } from '../commands/identity.ts';
import { label } from '../values/text.ts';

const pair = { left: z.uuid(), right: z.uuid() };

export const matchDecided = z.strictObject({ ...pair, judgement: z.enum(judgements), reason: label });
export const matchRevoked = z.strictObject({ ...pair, reason: label });
