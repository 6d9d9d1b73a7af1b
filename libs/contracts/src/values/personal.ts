import { z } from 'zod';

/** Who may see a field: 0 public, 1 partner, 2 case team, 3 source-protecting. */
export type Tier = 0 | 1 | 2 | 3;

/**
 * A personal field of an event: the value belongs to a subject (a person or group) and can be forgotten with it.
 * Stored through the payload codec: plain now, ciphertext under the subject's key later, the same schema.
 */
export const personal = (tier: Tier = 0) =>
  z.strictObject({ subject: z.uuid(), value: z.string() }).meta({ value: 'personal', tier });
export type Personal = { subject: string; value: string };
