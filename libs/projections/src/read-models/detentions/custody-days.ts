import { dayAfter, daterange, first, last } from '../days.ts';
import type { DetentionDoc } from './detention-doc.ts';

type Reported = Pick<DetentionDoc, 'reports' | 'ends'>;

const stated = (days: readonly (string | null | undefined)[]): string[] => days.filter((day): day is string => !!day);

/**
 * The days on which the custody may have lasted: from the earliest begin that anybody reports (held since, or held at) to the latest end,
 * that day included. Open to the future while no dated end is reported; null where neither is dated. Where every end lies before every
 * begin (flagged `end-before-begin`) the accounts contradict each other, and the days from the one to the other hold both.
 */
export function possibleCustody({ reports, ends }: Reported): string | null {
  const begin = first(stated(reports.flatMap(({ at, since }) => [since?.earliest, at?.earliest])));
  const end = last(stated(ends.map(({ date }) => date?.latest)));
  if (begin !== null && end !== null && end < begin) return daterange(end, dayAfter(begin));
  return daterange(begin, end === null ? null : dayAfter(end));
}

/**
 * The days on which it certainly lasted, narrowly: one episode has no gaps, so from the latest day by which everybody who dates the begin has
 * it begun (without one: the first day it is reported as held) up to, and without, the earliest end anybody reports. Without a dated end
 * the last day for which custody is reported closes it: that somebody is still held is not certain, however likely. Null where no day is left.
 */
export function certainCustody({ reports, ends }: Reported): string | null {
  const begins = stated(reports.map(({ since }) => since?.latest));
  const held = stated(reports.map(({ at }) => at?.latest));
  const from = last(begins) ?? first(held);
  const lastHeld = last([...begins, ...stated(reports.map(({ at }) => at?.earliest))]);
  const afterHeld = lastHeld === null ? null : dayAfter(lastHeld);
  const datedEnds = stated(ends.map(({ date }) => date?.earliest));
  const undated = datedEnds.length < ends.length || ends.length === 0;
  const to = first(stated([...datedEnds, ...(undated ? [afterHeld] : [])]));
  return from !== null && to !== null && from < to ? daterange(from, to) : null;
}
