import { type Day, daysInMonth, firstYear, lastYear, readDay, written } from './calendar.ts';

/** One date of an EDTF text. An unstated month or day is `XX`; `precision` says which were written. */
export interface DatePattern {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly precision: 'year' | 'month' | 'day';
  /** How many approximate marks (`~`, `%`) stand at each component. */
  readonly approximate: { readonly year: number; readonly month: number; readonly day: number };
}

const mark = '([?~%]?)';
const form = new RegExp(`^${mark}([0-9X]{4})${mark}(?:-${mark}([0-9X]{2})${mark}(?:-${mark}([0-9X]{2})${mark})?)?$`);
const approximations = (...marks: (string | undefined)[]): number =>
  marks.filter((each) => each === '~' || each === '%').length;

/**
 * Reads one date. From the text and not from the library's tree, which loses what is unspecified: it turns `2017-12-X0` into
 * the first and forgets the sign of `-XXXX`. Years before 1 are not read.
 */
export function readPattern(text: string): DatePattern | null {
  const found = form.exec(text);
  if (!found) return null;
  const [, beforeYear, year, afterYear, beforeMonth, month, afterMonth, beforeDay, day, afterDay] = found;
  const pattern: DatePattern = {
    year: year!,
    month: month ?? 'XX',
    day: day ?? 'XX',
    precision: day ? 'day' : month ? 'month' : 'year',
    approximate: {
      year: approximations(beforeYear, afterYear),
      month: approximations(beforeMonth, afterMonth),
      day: approximations(beforeDay, afterDay),
    },
  };
  return edgeDay(pattern, 'first') ? pattern : null;
}

export const isYearUnspecified = ({ year }: DatePattern): boolean => year === 'XXXX';
export const isApproximate = ({ approximate: { year, month, day } }: DatePattern): boolean => year + month + day > 0;

const fits = (mask: string, digits: string): boolean =>
  [...mask].every((each, index) => each === 'X' || each === digits[index]);

/** Whether every date of the other pattern is one of this pattern, marks aside. */
export const covers = (pattern: DatePattern, other: Pick<DatePattern, 'year' | 'month' | 'day'>): boolean =>
  fits(pattern.year, other.year) && fits(pattern.month, other.month) && fits(pattern.day, other.day);

/** Whether a `YYYY-MM-DD` is one of the pattern's dates. */
export const coversDay = (pattern: DatePattern, day: string): boolean =>
  covers(pattern, { year: day.slice(0, 4), month: day.slice(5, 7), day: day.slice(8, 10) });

function numbers(mask: string, least: number, greatest: number): number[] {
  const all = [...mask].reduce<number[]>(
    (prefixes, each) =>
      prefixes.flatMap((prefix) =>
        each === 'X' ? Array.from({ length: 10 }, (_, digit) => prefix * 10 + digit) : [prefix * 10 + Number(each)],
      ),
    [0],
  );
  return all.filter((number) => number >= least && number <= greatest);
}

/** The first or last day that exists and fits, marks aside; null where there is none. An unspecified year is tried as 2000, which has every day. */
export function edgeDay(pattern: DatePattern, edge: 'first' | 'last'): Day | null {
  const ordered = (all: number[]): number[] => (edge === 'first' ? all : all.reverse());
  const months = ordered(numbers(pattern.month, 1, 12));
  const days = ordered(numbers(pattern.day, 1, 31));
  const years = isYearUnspecified(pattern) ? [2000] : ordered(numbers(pattern.year, firstYear, lastYear));
  for (const year of years)
    for (const month of months) {
      const day = days.find((each) => each <= daysInMonth(year, month));
      if (day) return { year, month, day };
    }
  return null;
}

/** The pattern with its unspecified year filled in. */
export const inYear = (pattern: DatePattern, year: number): DatePattern => ({
  ...pattern,
  year: written({ year, month: 1, day: 1 }).slice(0, 4),
});

export const yearOf = (day: string): number => readDay(day).year;
