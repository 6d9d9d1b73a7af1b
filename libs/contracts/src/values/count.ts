import { z } from 'zod';
import { asWritten, label } from './text.ts';

/** What is compared and shown. `vague` ("several"), `all` and `notStated` name no number; a claimed zero is `eq 0`. */
export const countOperators = [
  'eq',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'about',
  'vague',
  'all',
  'notStated',
] as const;
export type CountOperator = (typeof countOperators)[number];

const number = z.int().min(0).max(1_000_000_000);
const bound = number.nullable();

/** What a unit counts. */
export const countedThings = ['person', 'family', 'group', 'unstated'] as const;

export const unit = z.strictObject({ asWritten, counts: z.enum(countedThings) });
export type Unit = z.infer<typeof unit>;

const derivedBounds = { low: bound, best: bound, high: bound };
const givenBounds = { low: bound.optional(), best: bound.optional(), high: bound.optional() };
const given = { op: z.enum(countOperators), value: number.nullish(), upTo: number.nullish(), asWritten };
const stored = { op: z.enum(countOperators), value: bound, upTo: bound, asWritten };

const partCountInput = z.strictObject({ ...given, unit: unit.nullish(), ...givenBounds }).meta({ value: 'part-count' });
const partCount = z.strictObject({ ...stored, unit: unit.nullable(), ...derivedBounds }).meta({ value: 'part-count' });

const breakdown = <Count extends z.ZodType>(count: Count) =>
  z.strictObject({
    by: label,
    exhaustive: z.boolean(),
    parts: z
      .array(z.strictObject({ category: label, count }))
      .min(1)
      .max(100),
  });

/** A count as a command gives it. The bounds follow from the operator; where they are given all the same they must agree. */
export const boundedCountInput = z
  .strictObject({ ...given, unit, ...givenBounds, breakdowns: z.array(breakdown(partCountInput)).max(20).nullish() })
  .meta({ value: 'bounded-count', id: 'BoundedCountInput' });
export type BoundedCountInput = z.infer<typeof boundedCountInput>;

/** A count with its words (DOMAIN 3). low, best and high are derived from op, value and upTo; null where the words name none. */
export const boundedCount = z
  .strictObject({ ...stored, unit, ...derivedBounds, breakdowns: z.array(breakdown(partCount)) })
  .meta({ value: 'bounded-count', id: 'BoundedCount' });
export type BoundedCount = z.infer<typeof boundedCount>;
export type PartCount = z.infer<typeof partCount>;
export type Breakdown = BoundedCount['breakdowns'][number];
