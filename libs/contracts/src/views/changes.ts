import { z } from 'zod';
import { categories, type Category, parseStream } from '../values/reference.ts';

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

/** What readers look for first comes first, so that a bound cuts off registrations before counts. */
const order: readonly Category[] = [
  'swap',
  'estimate',
  'detention',
  'group',
  'appeal',
  'talks',
  'statement',
  'person',
  'party',
  'source',
];

/** Orders streams as changes list them: by the kind of their subject, then by id; judgements on persons come last. */
export function byChangedSubject(one: string, other: string): number {
  const place = (stream: string): number => {
    const subject = parseStream(stream);
    return subject ? order.indexOf(subject.category) : order.length;
  };
  return place(one) - place(other) || (one < other ? -1 : one > other ? 1 : 0);
}

/** The answers that would change, the first of them where they are many. */
export interface AnswerChanges {
  readonly changes: readonly AnswerChange[];
  /** How many more there are. */
  readonly more: number;
}
