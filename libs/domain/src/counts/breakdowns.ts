import type { BoundedCount, BoundedCountInput, Breakdown, PartCount, Rejection, Unit } from '#libs/contracts';
import { because, derivedBounds, formRejections, mismatchRejections } from './form.ts';

type BreakdownInput = NonNullable<BoundedCountInput['breakdowns']>[number];
type PartInput = BreakdownInput['parts'][number]['count'];

/** The whole that parts are measured against; `high` is null where it has no upper bound or its own form was refused. */
export interface Whole {
  readonly unit: Unit;
  readonly high: number | null;
}

/** Something worked out of the input, with all that is wrong in it. */
export interface Derived<Value> {
  readonly value: Value;
  readonly rejections: readonly Rejection[];
}

function derivePart(part: PartInput, whole: Whole, pointer: string): Derived<PartCount> {
  const rejections = formRejections(part, pointer);
  const bounds = derivedBounds(part, 0);
  if (rejections.length === 0) rejections.push(...mismatchRejections(part, bounds, pointer));
  const unit = part.unit ?? null;
  if (unit && unit.counts !== whole.unit.counts)
    rejections.push(
      because(
        'breakdown-unit',
        `${pointer}/unit/counts`,
        `the whole counts ${whole.unit.counts}, the part ${unit.counts}`,
      ),
    );
  const { op, asWritten } = part;
  return { value: { op, value: part.value ?? null, upTo: part.upTo ?? null, asWritten, unit, ...bounds }, rejections };
}

/**
 * What of the parts exceeds the whole. Interval arithmetic: only what is impossible for every number within the bounds is refused.
 * Exhaustive parts are disjoint, so their least numbers add up; others may overlap, so each is taken alone.
 */
function excess(breakdown: Breakdown, high: number, pointer: string): Rejection[] {
  const lows = breakdown.parts.map((part) => part.count.low ?? 0);
  if (breakdown.exhaustive) {
    const sum = lows.reduce((total, low) => total + low, 0);
    if (sum <= high) return [];
    const detail = `the parts are at least ${lows.join(' + ')} = ${sum}, the whole at most ${high}`;
    return [because('breakdown-exceeds-whole', `${pointer}/parts`, detail)];
  }
  return lows.flatMap((low, index) =>
    low > high
      ? [
          because(
            'breakdown-exceeds-whole',
            `${pointer}/parts/${index}/count`,
            `at least ${low}, the whole at most ${high}`,
          ),
        ]
      : [],
  );
}

function deriveBreakdown(input: BreakdownInput, whole: Whole, pointer: string): Derived<Breakdown> {
  const counts = input.parts.map((part, index) => derivePart(part.count, whole, `${pointer}/parts/${index}/count`));
  const parts = input.parts.map((part, index) => ({ category: part.category, count: counts[index]!.value }));
  const value = { by: input.by, exhaustive: input.exhaustive, parts };
  const rejections = counts.flatMap((count) => count.rejections);
  if (whole.high === null || rejections.some((each) => each.rule === 'count-value')) return { value, rejections };
  return { value, rejections: [...rejections, ...excess(value, whole.high, pointer)] };
}

/** The breakdowns of a count, each part with its bounds, checked against the whole. */
export function deriveBreakdowns(
  inputs: BoundedCountInput['breakdowns'],
  whole: Whole,
  pointer: string,
): Derived<BoundedCount['breakdowns']> {
  const all = (inputs ?? []).map((input, index) => deriveBreakdown(input, whole, `${pointer}/${index}`));
  return { value: all.map((each) => each.value), rejections: all.flatMap((each) => each.rejections) };
}
