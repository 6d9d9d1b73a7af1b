/** The first and the last calendar day of something; null where that side is open or not stated. */
export interface Days {
  readonly earliest: string | null;
  readonly latest: string | null;
}

const LAST_DAY = '9999-12-31';

const following = new Map<string, string>();
const MOST_REMEMBERED = 10_000;

function computedDayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** The calendar day after; null behind the last day that ISO 8601 writes with four digits. */
export function dayAfter(day: string): string | null {
  if (day >= LAST_DAY) return null;
  const known = following.get(day);
  if (known) return known;
  if (following.size >= MOST_REMEMBERED) following.clear();
  const next = computedDayAfter(day);
  following.set(day, next);
  return next;
}

/** `[from, to)` exactly as Postgres prints it, so that a loaded row compares equal; null where both sides are open. */
export function daterange(from: string | null, to: string | null): string | null {
  if (from === null && to === null) return null;
  return `${from === null ? '(' : `[${from}`},${to ?? ''})`;
}

/** The days that a date may mean; null where it states none. */
export function possibleDays(date: Days | null | undefined): string | null {
  if (!date) return null;
  return daterange(date.earliest, date.latest === null ? null : dayAfter(date.latest));
}

export const first = (days: readonly string[]): string | null =>
  days.reduce<string | null>((least, day) => (least === null || day < least ? day : least), null);

export const last = (days: readonly string[]): string | null =>
  days.reduce<string | null>((most, day) => (most === null || day > most ? day : most), null);

/** The hull of several dates: possible on some day of it. A side that one of them leaves open is open. */
export function hull(dates: readonly (Days | null)[]): string | null {
  const stated = dates.filter((date) => date !== null && (date.earliest !== null || date.latest !== null)) as Days[];
  if (stated.length === 0) return null;
  const earliest = stated.some((date) => date.earliest === null) ? null : first(stated.map((date) => date.earliest!));
  const latest = stated.some((date) => date.latest === null) ? null : last(stated.map((date) => date.latest!));
  return possibleDays({ earliest, latest });
}
