import { z } from 'zod';
import { claimRelations, sourceReliabilities } from '../commands/claim.ts';
import { claim, claimant } from '../values/claim.ts';
import { uncertainDate } from '../values/date.ts';
import { evidence } from '../values/evidence.ts';
import { personal } from '../values/personal.ts';
import { claimReference } from '../values/reference.ts';
import { label } from '../values/text.ts';

/** The id of a claim in the same stream. */
const target = z.uuid();

export const claimContested = z.strictObject({ target, asWritten: personal().nullable(), claim });
export const evidenceAdded = z.strictObject({ target, evidence });
/** From here on the stream reads as if `report` stood in the original's place; `type` and `schemaVersion` are the original's. */
export const claimCorrected = z.strictObject({
  target,
  type: z.string(),
  schemaVersion: z.int().positive(),
  report: z.record(z.string(), z.unknown()),
  reason: label,
});
export const claimRetracted = z.strictObject({ target, reason: label, evidence: z.array(evidence.element) });
export const claimWithdrawn = z.strictObject({ target, reason: label });

export const claimsLinked = z.strictObject({
  target,
  relation: z.enum(claimRelations),
  to: claimReference,
  reason: label.nullable(),
});

export const claimAssessed = z.strictObject({
  target,
  assessor: claimant,
  reliability: z.enum(sourceReliabilities),
  credibility: z.int().min(1).max(6),
  date: uncertainDate.nullable(),
  reason: label.nullable(),
});
