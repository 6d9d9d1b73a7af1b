import { z } from 'zod';
import { categories } from '../values/reference.ts';

/**
 * One answer of the register that something would change: `answer` of `of` about `subject` said `from` and would say `to`, each a list of
 * short words (`= 233 captives`); an empty list is nothing. Parties, persons and sources are named in words as `party:<id>`.
 */
export const answerChange = z
  .strictObject({
    subject: z.strictObject({ category: z.enum(categories), id: z.uuid() }),
    /** What is answered: `leg`, `estimate`, `custody`, … */
    answer: z.string(),
    /** Which of them: `{leg, phase}`, `{holder}`, `{account}`. */
    of: z.record(z.string(), z.string()),
    from: z.array(z.string()),
    to: z.array(z.string()),
  })
  .meta({ id: 'AnswerChange' });
export type AnswerChange = z.infer<typeof answerChange>;

/** The answers that would change, the first of them where they are many. */
export interface AnswerChanges {
  readonly changes: readonly AnswerChange[];
  /** How many more there are. */
  readonly more: number;
}
