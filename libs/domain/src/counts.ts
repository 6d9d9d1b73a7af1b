import {
  type BoundedCount,
  type BoundedCountInput,
  type Rejection,
  type Result,
  accepted,
  rejected,
} from '#libs/contracts';
import { deriveBreakdowns } from './counts/breakdowns.ts';
import { because, derivedBounds, formRejections, mismatchRejections } from './counts/form.ts';

export { type CountBounds, boundsOf } from './counts/bounds.ts';

/**
 * A count as an event carries it: bounds derived, parts checked against the whole (DOMAIN 3 and 6).
 * `pointer` is the count's JSON pointer in the command's body, `named` the number of persons named beside it.
 * Everything that is wrong is reported, not only the first; nothing is rounded, summed or completed.
 * Names are persons, so they are held against counts of persons alone: five families may well have eight named members.
 */
export function deriveCount(input: BoundedCountInput, pointer: string, named = 0): Result<BoundedCount> {
  const rejections: Rejection[] = formRejections(input, pointer);
  const wellFormed = rejections.length === 0;
  const persons = input.unit.counts === 'person' ? named : 0;
  const bounds = derivedBounds(input, persons);
  if (wellFormed) {
    rejections.push(...mismatchRejections(input, bounds, pointer));
    if (bounds.high !== null && bounds.high < persons)
      rejections.push(
        because('count-below-named', pointer, `at most ${bounds.high}, but ${persons} persons are named`),
      );
  }
  const whole = { unit: input.unit, high: wellFormed ? bounds.high : null };
  const breakdowns = deriveBreakdowns(input.breakdowns, whole, `${pointer}/breakdowns`);
  rejections.push(...breakdowns.rejections);
  if (rejections.length > 0) return rejected(...rejections);
  const { op, unit, asWritten } = input;
  const value = input.value ?? null;
  return accepted({ op, value, upTo: input.upTo ?? null, asWritten, unit, ...bounds, breakdowns: breakdowns.value });
}
