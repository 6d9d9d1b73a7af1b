import { type Day, daysInMonth, firstYear, lastYear, neighbour, plusMonths, written } from './calendar.ts';
import { type DatePattern, edgeDay, isYearUnspecified } from './pattern.ts';
import { type Stretch, readStretches } from './shape.ts';

/** The first and the last calendar day, both included, as `YYYY-MM-DD`; null where that side is open, unknown or of no year. */
export interface DayBounds {
  readonly earliest: string | null;
  readonly latest: string | null;
}

type Edge = 'first' | 'last';

/**
 * Widening: each approximate mark (`~`, `%`) moves a bound outwards by one unit of the component it stands at: `2017~` a year,
 * `2017-12~` a month, `2017-12-27~` a day, `2017-~12-27` a month. Uncertain (`?`) does not: the words give that date or none.
 */
function widened(day: Day, { approximate, precision }: DatePattern, edge: Edge): Day {
  const direction = edge === 'first' ? -1 : 1;
  const moved = plusMonths(day, direction * (approximate.year * 12 + approximate.month));
  // December's 31st moved to November is the 30th, but November's 30th moved to December must become the 31st.
  const whole = edge === 'last' && precision !== 'day';
  let result = whole ? { ...moved, day: daysInMonth(moved.year, moved.month) } : moved;
  for (let left = approximate.day; left > 0; left -= 1) result = neighbour(result, direction);
  return result;
}

/** The first or the last day of one date; null where there is none or its year is unspecified. */
export function edgeOf(pattern: DatePattern | null, edge: Edge, widen: boolean): string | null {
  if (!pattern || isYearUnspecified(pattern)) return null;
  const day = edgeDay(pattern, edge);
  const moved = day && widen ? widened(day, pattern, edge) : day;
  return moved && moved.year >= firstYear && moved.year <= lastYear ? written(moved) : null;
}

/** The bounds of one stretch; without widening, approximate marks are passed over. */
export const stretchBounds = ({ from, to }: Stretch, widen = true): DayBounds => ({
  earliest: edgeOf(from, 'first', widen),
  latest: edgeOf(to, 'last', widen),
});

const isReversed = ({ earliest, latest }: DayBounds): boolean =>
  earliest !== null && latest !== null && earliest > latest;

/** The least and the greatest over all members: an open member leaves that side open. */
function hull(bounds: readonly DayBounds[]): DayBounds {
  const side = (days: readonly (string | null)[], index: number): string | null =>
    days.includes(null) ? null : ((days as string[]).toSorted().at(index) ?? null);
  return {
    earliest: side(
      bounds.map((each) => each.earliest),
      0,
    ),
    latest: side(
      bounds.map((each) => each.latest),
      -1,
    ),
  };
}

/** An EDTF text as read, with its bounds. Null for what is malformed, not accepted, or ends before it begins. */
export function readDate(edtf: string): { stretches: readonly Stretch[]; bounds: DayBounds } | null {
  const stretches = readStretches(edtf);
  const bounds = stretches?.map((each) => stretchBounds(each));
  return stretches && bounds && !bounds.some(isReversed) ? { stretches, bounds: hull(bounds) } : null;
}
