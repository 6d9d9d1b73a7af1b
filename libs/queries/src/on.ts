import { onRange } from '#libs/domain';
import { badRequest } from './problem.ts';

/** The calendar days a question asks about, both included, and the same as a Postgres daterange. */
export interface AskedDays {
  readonly earliest: string;
  readonly latest: string;
  readonly range: string;
}

/**
 * What an answer about certain days says of a row. `certain`: it held on at least one of them (a state), or happened within them (an event).
 * `possible`: its uncertain dates allow that. Rows that cannot have held or happened then, or that state no date, are left out.
 */
export const validities = ['certain', 'possible'] as const;
export type Validity = (typeof validities)[number];

/**
 * The days of `on=`: an EDTF day, month, year or interval.
 * @throws QueryProblem `malformed-on`, also for an interval with an open side
 */
export function askedDays(edtf: string): AskedDays {
  const range = onRange(edtf);
  if (!range.ok) throw badRequest('malformed-on', 'on', range.rejections.map(({ detail }) => detail).join('; '));
  const { earliest, latest } = range.value;
  return { earliest, latest, range: `[${earliest},${latest}]` };
}
