import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
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
