import type { DayBounds } from '../dates/bounds.ts';

/** The day on or after every day that four digits can write: "as last reported". */
export const LAST_DAY = '9999-12-31';

/** Whether it may have come by the day; an open side allows it. */
export const possiblyBy = ({ earliest }: DayBounds, day: string): boolean => earliest === null || earliest <= day;

/** Whether it has come by the day, however its date is read. */
export const certainlyBy = ({ latest }: DayBounds, day: string): boolean => latest !== null && latest <= day;

/** Whether one certainly lies behind the other. */
export const certainlyAfter = (one: DayBounds, other: DayBounds): boolean =>
  one.earliest !== null && other.latest !== null && one.earliest > other.latest;

const FIRST_DAY = '';

/** Order of two dates: by the last day each may mean, then the first; what states neither comes first. */
export const compareDays = (one: DayBounds, other: DayBounds): number =>
  order(one.latest ?? one.earliest ?? FIRST_DAY, other.latest ?? other.earliest ?? FIRST_DAY) ||
  order(one.earliest ?? FIRST_DAY, other.earliest ?? FIRST_DAY);

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
