import { z } from 'zod';
import { uncertainDate } from '../values/date.ts';
import { anchor } from '../values/evidence.ts';
import { asWritten, label, languageTag, sha256, webAddress } from '../values/text.ts';

const uuid = z.uuid();

export const sourceRegistered = z.strictObject({
  title: label,
  publisher: uuid.nullable(),
  publishedAt: uncertainDate.nullable(),
  retrievedAt: uncertainDate.nullable(),
  language: languageTag.nullable(),
  url: webAddress.nullable(),
  length: z.int().positive().nullable(),
  sha256: sha256.nullable(),
});

export const sourceCorrectionNoted = z.strictObject({
  kind: z.enum(['correction', 'clarification', 'dangling-mark']),
  asWritten: asWritten.nullable(),
  date: uncertainDate.nullable(),
});

export const sourceSuperseded = z.strictObject({ by: uuid });

/** Which anchors were checked, and up to which position of the log; later evidence is unchecked until the text is attached again. */
const checked = { sha256, length: z.int().positive(), upTo: z.string(), anchors: z.array(anchor) };

export const sourceTextVerified = z.strictObject(checked);
/** `failures` names what did not match: the document's own digest or length, or the anchors whose words differ. */
export const sourceTextMismatched = z.strictObject({
  ...checked,
  failures: z.array(z.strictObject({ rule: z.enum(['sha256', 'length', 'quote']), anchor: anchor.nullable() })).min(1),
});
