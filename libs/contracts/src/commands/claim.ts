import { z } from 'zod';
import { claimant, claimInput } from '../values/claim.ts';
import { uncertainDateInput } from '../values/date.ts';
import { evidence } from '../values/evidence.ts';
import { claimReference } from '../values/reference.ts';
import { asWritten, label } from '../values/text.ts';

const target = claimReference;

/** Somebody says that the claim is not so; both stand. */
export const contestClaim = z.strictObject({ target, asWritten: asWritten.nullish(), claim: claimInput });

/** A second place saying the same: one claim, more evidence. */
export const addEvidence = z.strictObject({ target, evidence });

/** The register erred: `report` is the whole corrected report, with the fields of the command that made it but its subject. */
export const correctClaim = z.strictObject({
  target,
  report: z.record(z.string(), z.unknown()),
  reason: label,
});

/** The claimant withdrew what was said; `evidence` is where. */
export const retractClaim = z.strictObject({ target, reason: label, evidence: evidence.nullish() });

/** The register no longer stands behind it. */
export const withdrawClaim = z.strictObject({ target, reason: label });

export const claimRelations = [
  'identical',
  'supports',
  'refutes',
  'entails',
  'rounds',
  'part-of',
  'supersedes',
] as const;
export const sourceReliabilities = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

/** How the claim relates to another one, in the register's judgement; written to the first claim's stream. */
export const linkClaims = z.strictObject({
  target,
  relation: z.enum(claimRelations),
  to: claimReference,
  reason: label.nullish(),
});

/** Two axes (Admiralty code): how reliable the source is, and how credible the information, 1 to 6. Never overwrites the claim. */
export const assessClaim = z.strictObject({
  target,
  assessor: claimant,
  reliability: z.enum(sourceReliabilities),
  credibility: z.int().min(1).max(6),
  date: uncertainDateInput.nullish(),
  reason: label.nullish(),
});
