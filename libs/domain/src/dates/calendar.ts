/** A day of the proleptic Gregorian calendar; `month` and `day` count from 1. Own arithmetic: Date knows zones, and reads years below 100 as 19xx. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Years before 1 and after 9999 have no `YYYY-MM-DD`, and Postgres has no year 0. */
export const firstYear = 1;
export const lastYear = 9999;

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : lengths[month - 1]!;

const padded = (number: number, width: number): string => String(number).padStart(width, '0');

/** `YYYY-MM-DD`; such strings order like the days. */
export const written = ({ year, month, day }: Day): string =>
  `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;

/** The day of a `YYYY-MM-DD`. */
export const readDay = (text: string): Day => ({
  year: Number(text.slice(0, 4)),
  month: Number(text.slice(5, 7)),
  day: Number(text.slice(8, 10)),
});

/** A day moved by whole months; a day of the month that the new month lacks becomes its last. The year may leave the calendar. */
export function plusMonths({ year, month, day }: Day, months: number): Day {
  const count = year * 12 + (month - 1) + months;
  const moved = { year: Math.floor(count / 12), month: (((count % 12) + 12) % 12) + 1 };
  return { ...moved, day: Math.min(day, daysInMonth(moved.year, moved.month)) };
}

/** The day before (`-1`) or after (`1`). */
export function neighbour({ year, month, day }: Day, direction: -1 | 1): Day {
  const within = day + direction;
  if (within >= 1 && within <= daysInMonth(year, month)) return { year, month, day: within };
  const moved = plusMonths({ year, month, day: 1 }, direction);
  return { ...moved, day: direction === 1 ? 1 : daysInMonth(moved.year, moved.month) };
}
