import { z } from 'zod';
import { claimRelations, sourceReliabilities } from '../commands/claim.ts';
import { claimStatuses, claimant, stances } from '../values/claim.ts';
import { uncertainDate } from '../values/date.ts';
import { evidenceItem } from '../values/evidence.ts';
import { place } from '../values/place.ts';
import { categories, claimReference, reference } from '../values/reference.ts';
import { label } from '../values/text.ts';

/** A correction, retraction or withdrawal: three different things, each with reason, actor and time. */
export const claimChange = z
  .strictObject({
    kind: z.enum(['corrected', 'retracted', 'withdrawn']),
    event: z.uuid(),
    position: z.string(),
    recordedAt: z.iso.datetime(),
    recordedBy: z.string(),
    reason: label,
  })
  .meta({ id: 'ClaimChange' });

/** An assessment on two axes; it stands beside the claim and never changes it. */
export const claimAssessment = z
  .strictObject({
    event: z.uuid(),
    assessor: claimant,
    reliability: z.enum(sourceReliabilities),
    credibility: z.int(),
    date: uncertainDate.nullable(),
    reason: z.string().nullable(),
    recordedAt: z.iso.datetime(),
    recordedBy: z.string(),
  })
  .meta({ id: 'ClaimAssessment' });

/** How the register says this claim relates to another one. */
export const claimLink = z
  .strictObject({
    event: z.uuid(),
    relation: z.enum(claimRelations),
    to: claimReference,
    reason: z.string().nullable(),
    recordedAt: z.iso.datetime(),
    recordedBy: z.string(),
  })
  .meta({ id: 'ClaimLink' });

/** A claim as answered (DOMAIN 3). publisher and publishedAt are those of the first evidence's source. */
const claimFields = {
  id: z.uuid(),
  stream: z.string(),
  /** The type of the event that reported it. */
  type: z.string(),
  subject: z.strictObject({ category: z.enum(categories), id: z.uuid() }).meta({ id: 'ClaimSubject' }),
  claimant,
  publisher: reference('party').nullable(),
  stance: z.enum(stances),
  saidAt: uncertainDate.nullable(),
  saidWhere: place.nullable(),
  source: reference('source'),
  evidence: z.array(evidenceItem),
  publishedAt: uncertainDate.nullable(),
  recordedAt: z.iso.datetime(),
  recordedBy: z.string(),
  status: z.enum(claimStatuses),
  contestedBy: z.array(z.uuid()),
  assessments: z.array(claimAssessment),
  links: z.array(claimLink),
  changes: z.array(claimChange),
};

/** Who says so, inside of an answer about something else. */
export const claimView = z.strictObject(claimFields).meta({ id: 'Claim' });
export type ClaimView = z.infer<typeof claimView>;

/** A claim in the list of claims: with what was reported. */
export const claimItem = z
  .strictObject({ ...claimFields, report: z.record(z.string(), z.unknown()) })
  .meta({ id: 'ClaimItem', model: 'claims' });
export type ClaimItem = z.infer<typeof claimItem>;
