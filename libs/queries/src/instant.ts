const INSTANT = /^(\d{4}-\d{2}-(\d{2}))T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** Milliseconds of an RFC 3339 instant with its offset, finer parts cut off; null for anything else, days that do not exist included. */
export function instantMillis(text: string): number | null {
  const [, date, day] = INSTANT.exec(text) ?? [];
  if (date === undefined || new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day)) return null;
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? null : millis;
}
