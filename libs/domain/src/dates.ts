import {
  type DomainRule,
  type Rejection,
  type Result,
  type UncertainDate,
  type UncertainDateInput,
  accepted,
  rejected,
} from '#libs/contracts';
import { type DayBounds, readDate } from './dates/bounds.ts';
import { isWithin } from './dates/within.ts';

export type { DayBounds } from './dates/bounds.ts';

const because = (rule: DomainRule, pointer: string, detail: string): Rejection => ({ rule, pointer, detail });
const malformed = (pointer: string, edtf: string): Rejection =>
  because('malformed-date', pointer, `${JSON.stringify(edtf)} is not a date of the accepted EDTF`);

/**
 * The first and last calendar day that an EDTF text may mean, both included; null where that side is open or the year unspecified.
 * Null as a whole where the text is malformed or not accepted: seasons, times of day, long or negative years, days that do not exist.
 */
export const dayBounds = (edtf: string): DayBounds | null => readDate(edtf)?.bounds ?? null;

/** The days of a query's `on=`; both sides must be known, else "on" has no answer. */
export function onRange(edtf: string, pointer = '/on'): Result<{ earliest: string; latest: string }> {
  const bounds = dayBounds(edtf);
  if (!bounds) return rejected(malformed(pointer, edtf));
  const { earliest, latest } = bounds;
  if (earliest === null || latest === null)
    return rejected(because('malformed-date', pointer, `${JSON.stringify(edtf)} has no first or no last day`));
  return accepted({ earliest, latest });
}

/** The fields of a date as given, null where they are not, and what its two texts were read as. */
function readFields(input: UncertainDateInput) {
  const { asWritten, edtf = null, resolved = null, basis = null } = input;
  const words = edtf === null ? null : readDate(edtf);
  const day = resolved === null ? null : readDate(resolved);
  return { asWritten, edtf, resolved, basis, words, day };
}
type Fields = ReturnType<typeof readFields>;

const unreadable = ({ edtf, resolved, words, day }: Fields, pointer: string): Rejection[] => [
  ...(edtf !== null && !words ? [malformed(`${pointer}/edtf`, edtf)] : []),
  ...(resolved !== null && !day ? [malformed(`${pointer}/resolved`, resolved)] : []),
];

function unfounded({ edtf, resolved, basis, words, day }: Fields, pointer: string): Rejection[] {
  const found: Rejection[] = [];
  if (resolved !== null && basis === null)
    found.push(because('date-resolved-without-basis', `${pointer}/basis`, 'say what the resolved date rests on'));
  if (words && day && !isWithin(day.stretches, words.stretches))
    found.push(because('date-resolved-elsewhere', `${pointer}/resolved`, `${resolved} lies outside of ${edtf}`));
  return found;
}

function mismatches(input: UncertainDateInput, derived: DayBounds, pointer: string): Rejection[] {
  return (['earliest', 'latest'] as const).flatMap((side) => {
    const given = input[side] ?? null;
    return given === null || given === derived[side]
      ? []
      : [because('derived-mismatch', `${pointer}/${side}`, `the date gives ${derived[side] ?? 'none'}, not ${given}`)];
  });
}

/**
 * A date as an event carries it: words and EDTF kept, bounds from `resolved` where present, else from `edtf` (DOMAIN 3). `pointer` is the
 * date's JSON pointer in the command's body. A bound given as null is not given. Everything that is wrong is reported.
 */
export function resolveDate(input: UncertainDateInput, pointer: string): Result<UncertainDate> {
  const fields = readFields(input);
  const { asWritten, edtf, resolved, basis, words, day } = fields;
  const { earliest, latest } = (resolved === null ? words : day)?.bounds ?? { earliest: null, latest: null };

  const misread = unreadable(fields, pointer);
  const rejections = [
    ...misread,
    ...unfounded(fields, pointer),
    ...(misread.length > 0 ? [] : mismatches(input, { earliest, latest }, pointer)),
  ];
  if (rejections.length > 0) return rejected(...rejections);
  return accepted({ asWritten, edtf, resolved, basis, earliest, latest });
}
