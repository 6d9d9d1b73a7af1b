const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const DAY_IN_MONTH = /^(\d{4})-(\d\d)-(\d\d)$/;

/**
 * Milliseconds since 1970 of an RFC 3339 instant, finer digits cut off: events are recorded to the millisecond,
 * so "at or before" gives the same answer. A leap second counts as the first of the next minute.
 * @throws RangeError when it is no RFC 3339 instant
 */
export function instantMillis(instant: string): number {
  const [, day = '', minute = '', second = '', fraction = '', zone = ''] = RFC3339.exec(instant) ?? [];
  const leap = second === '60';
  const clock = leap ? `${minute}:59` : `${minute}:${second}${fraction.slice(0, 4)}`;
  const millis = Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
  if (Number.isNaN(millis) || !existsInCalendar(day)) throw new RangeError(`not an RFC 3339 instant: ${instant}`);
  return leap ? millis + 1000 : millis;
}

/** `Date` takes 31 February for 3 March; an auditor's typing error must not silently become another day. */
function existsInCalendar(day: string): boolean {
  const [, year, month, date] = DAY_IN_MONTH.exec(day) ?? [];
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(date) >= 1 && Number(date) <= lastDay;
}
