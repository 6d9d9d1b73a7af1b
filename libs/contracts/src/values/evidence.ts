import { z } from 'zod';
import { reference } from './reference.ts';
import { asWritten, label, sha256 } from './text.ts';

const offset = z.int().min(0).max(100_000_000);

/** Offsets are `[start, end)` in Unicode code points of the whole source; the hash is of the quoted words in UTF-8. */
export const anchor = z.strictObject({ start: offset, end: offset, quoteSha256: sha256 });
export type Anchor = z.infer<typeof anchor>;

/** Page, minute, paragraph: a place in a source that is not anchored by offsets. */
export const location = z.strictObject({ locator: label, asWritten: asWritten.nullish() });

/** One place in a source that says so: either anchored (checkable word for word) or located. */
export const evidenceItem = z
  .strictObject({ source: reference('source'), anchored: anchor.optional(), located: location.optional() })
  .check((context) => {
    const { anchored, located } = context.value;
    if ((anchored === undefined) === (located === undefined))
      context.issues.push({
        code: 'custom',
        message: 'give either anchored or located',
        input: context.value,
        params: { rule: 'evidence-form' },
      });
    if (anchored && anchored.end <= anchored.start)
      context.issues.push({
        code: 'custom',
        message: 'end must lie behind start',
        path: ['anchored', 'end'],
        input: anchored.end,
        params: { rule: 'anchor-empty' },
      });
  })
  .meta({ value: 'evidence', id: 'Evidence' });
export type EvidenceItem = z.infer<typeof evidenceItem>;

export const evidence = z.array(evidenceItem).min(1).max(50);
