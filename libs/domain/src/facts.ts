import {
  accepted,
  type BoundedCountInput,
  currentSchema,
  type EventType,
  type Rejection,
  type Result,
  rejected,
  type UncertainDateInput,
} from '#libs/contracts';
import type { z } from 'zod';
import type { Fact } from './aggregate.ts';
import { deriveCount } from './counts.ts';
import { resolveDate } from './dates.ts';

type Fields = Record<string, unknown>;
interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
}
interface Filling {
  readonly subject: string;
  readonly rejections: Rejection[];
}

const valueOrNull = <Value>(result: Result<Value>, rejections: Rejection[]): Value | null => {
  if (result.ok) return result.value;
  rejections.push(...result.rejections);
  return null;
};

/** How a marked value object is brought from the form of a command to that of an event. */
const marked: Record<string, (value: unknown, pointer: string, filling: Filling, named: number) => unknown> = {
  'bounded-count': (value, pointer, { rejections }, named) =>
    valueOrNull(deriveCount(value as BoundedCountInput, pointer, named), rejections),
  'uncertain-date': (value, pointer, { rejections }) =>
    valueOrNull(resolveDate(value as UncertainDateInput, pointer), rejections),
  personal: (value, _pointer, { subject }) => ({ subject, value }),
  evidence: (value) => value,
};

const namedIn = (fields: Fields): number => (Array.isArray(fields['persons']) ? fields['persons'].length : 0);

function fill(schema: z.ZodType, value: unknown, pointer: string, filling: Filling, named = 0): unknown {
  const definition = schema.def as unknown as Definition;
  if (definition.type === 'array')
    return ((value ?? []) as unknown[]).map((item, index) =>
      fill(definition.element!, item, `${pointer}/${index}`, filling),
    );
  if (value === null || value === undefined) return null;
  const mark = (schema.meta() as { value?: string } | undefined)?.value;
  if (mark && marked[mark]) return marked[mark](value, pointer, filling, named);
  if (definition.innerType) return fill(definition.innerType, value, pointer, filling, named);
  if (!definition.shape) return value;
  const fields = value as Fields;
  const filled = Object.entries(definition.shape).map(([field, inner]) => [
    field,
    fill(inner, fields[field], `${pointer}/${field}`, filling, namedIn(fields)),
  ]);
  return Object.fromEntries(filled);
}

/**
 * The fact a command's body leads to: every field of the event's schema is taken from the body's field of the same name, dates and counts
 * with their bounds derived, personal fields as `{subject, value}`, what was not stated as null.
 * Rejects malformed dates and counts with the field's pointer.
 */
export function factFrom<Type extends EventType>(type: Type, body: object, subject: string): Result<readonly Fact[]> {
  const filling: Filling = { subject, rejections: [] };
  const data = fill(currentSchema(type), body, '', filling);
  if (filling.rejections.length > 0) return rejected(...filling.rejections);
  return accepted([{ type, data } as unknown as Fact]);
}

/** A rejection of one rule at one field. */
export const breach = (rule: Rejection['rule'], pointer: string, detail: string): Rejection => ({
  rule,
  pointer,
  detail,
});

/** The fact, unless rules were breached; then all of them are named, those of the form of dates and counts included. */
export function unlessBreached(
  breaches: readonly Rejection[],
  facts: Result<readonly Fact[]>,
): Result<readonly Fact[]> {
  if (breaches.length === 0) return facts;
  return rejected(...breaches, ...(facts.ok ? [] : facts.rejections));
}
