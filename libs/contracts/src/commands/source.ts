import { z } from 'zod';
import { uncertainDateInput } from '../values/date.ts';
import { reference, uuid } from '../values/reference.ts';
import { asWritten, label, languageTag, sha256, webAddress } from '../values/text.ts';

/** A document, broadcast, interview or list. Each field but the title may be unknown. */
export const registerSource = z.strictObject({
  id: uuid.nullish(),
  title: label,
  publisher: reference('party').nullish(),
  publishedAt: uncertainDateInput.nullish(),
  retrievedAt: uncertainDateInput.nullish(),
  language: languageTag.nullish(),
  url: webAddress.nullish(),
  /** In Unicode code points. */
  length: z.int().min(1).max(100_000_000).nullish(),
  sha256: sha256.nullish(),
  confidential: z.boolean().nullish(),
});

/** The publisher corrected or clarified the source, or the source carries a correction mark whose note is missing. */
export const noteSourceCorrection = z.strictObject({
  source: reference('source'),
  kind: z.enum(['correction', 'clarification', 'dangling-mark']),
  asWritten: asWritten.nullish(),
  date: uncertainDateInput.nullish(),
});

/** A newer version of the document stands in its place. */
export const supersedeSource = z.strictObject({ source: reference('source'), by: reference('source') });

/** Checks a document against the source and every quote anchored in it. The text itself is never stored. */
export const attachSourceText = z.strictObject({
  source: reference('source'),
  text: z.string().min(1).max(5_000_000),
});
