import { type DayBounds, edgeOf, stretchBounds } from './bounds.ts';
import { neighbour, readDay, written } from './calendar.ts';
import { type DatePattern, coversDay, covers, inYear, isApproximate, isYearUnspecified, yearOf } from './pattern.ts';
import type { Stretch } from './shape.ts';

const single = ({ from, to }: Stretch): DatePattern | null => (from === to ? from : null);

/** Whether one pair of bounds lies within another; an open side lies only within an open side. */
const inside = (inner: DayBounds, outer: DayBounds): boolean =>
  (outer.earliest === null || (inner.earliest !== null && inner.earliest >= outer.earliest)) &&
  (outer.latest === null || (inner.latest !== null && inner.latest <= outer.latest));

/** Whether the pattern's days follow each other: only its last digits are unspecified. */
const isGapless = ({ year, month, day }: DatePattern): boolean => /^\d*X*$/.test(year + month + day);

/** Whether every day from the first to the last is one of the pattern's; a stretch of more than a year is not looked through. */
function coversAll(pattern: DatePattern, { earliest, latest }: DayBounds): boolean {
  if (earliest === null || latest === null) return false;
  let day = earliest;
  for (let count = 0; count < 366; count += 1) {
    if (!coversDay(pattern, day)) return false;
    if (day === latest) return true;
    day = written(neighbour(readDay(day), 1));
  }
  return false;
}

/** `XXXX-12-30/XXXX-01-02` in the year that the inner stretch begins, or that before it where it runs over the turn of the year. */
function insideSomeYear(inner: DayBounds, from: DatePattern, to: DatePattern): boolean {
  if (inner.earliest === null) return false;
  const begins = yearOf(inner.earliest);
  return [begins - 1, begins].some((year) => {
    const { earliest, latest } = stretchBounds({ from: inYear(from, year), to: inYear(to, year) });
    // A day that the year lacks (29 February) bounds nothing: such a year is none of those meant.
    if (earliest === null || latest === null) return false;
    const next = earliest > latest ? edgeOf(inYear(to, year + 1), 'last', false) : latest;
    return next !== null && inside(inner, { earliest, latest: next });
  });
}

function stretchWithin(resolved: Stretch, words: Stretch): boolean {
  const inner = stretchBounds(resolved, false);
  const wordsDate = single(words);
  const resolvedDate = single(resolved);
  if (wordsDate && !isApproximate(wordsDate)) {
    if (resolvedDate) return covers(wordsDate, resolvedDate);
    return isGapless(wordsDate) ? inside(inner, stretchBounds(words)) : coversAll(wordsDate, inner);
  }
  if (words.from && words.to && isYearUnspecified(words.from) && isYearUnspecified(words.to))
    return insideSomeYear(inner, words.from, words.to);
  return inside(inner, stretchBounds(words));
}

/**
 * Whether a resolved date lies within what the words allow, member by member. The marks of the resolved date are passed over ("about the
 * 27th" is resolved to `2017-12-27~` under words that give `XXXX-12-27`), those of the words widen.
 */
export const isWithin = (resolved: readonly Stretch[], words: readonly Stretch[]): boolean =>
  resolved.every((each) => words.some((one) => stretchWithin(each, one)));
