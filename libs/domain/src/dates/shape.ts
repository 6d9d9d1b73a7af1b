import { parse } from 'edtf';
import { type DatePattern, readPattern } from './pattern.ts';

/** A stretch of time: one date (`from` and `to` are the same) or from one to another; null is open or unknown. Never both null. */
export interface Stretch {
  readonly from: DatePattern | null;
  readonly to: DatePattern | null;
}

/** Date, interval, one-of set (`[..]`) and all-of set (`{..}`); not seasons, decades, centuries, or years beyond four digits. */
const accepted = { level: 2, types: ['Date', 'Interval', 'Set', 'List'] };

function isEdtf(text: string): boolean {
  try {
    parse(text, accepted);
    return true;
  } catch {
    return false;
  }
}

/** `''` and `..` are an end that is unknown or open: `undefined` marks a date that cannot be read. */
const readEnd = (text: string): DatePattern | null | undefined =>
  text === '' || text === '..' ? null : (readPattern(text) ?? undefined);

function stretch(ends: readonly string[]): Stretch | null {
  const from = readEnd(ends[0]!);
  const to = ends.length === 1 ? from : readEnd(ends.at(-1)!);
  if (from === undefined || to === undefined || (from === null && to === null)) return null;
  return { from, to };
}

/**
 * The stretches of an EDTF text: one for a date or interval, one per member of a set. The library decides what is EDTF; what it
 * means is read here. Null for what is malformed or not accepted, such as times of day and years before 1.
 */
export function readStretches(text: string): Stretch[] | null {
  if (!isEdtf(text)) return null;
  const isSet = text.startsWith('[') || text.startsWith('{');
  const stretches = isSet
    ? text
        .slice(1, -1)
        .split(',')
        .map((member) => stretch(member.trim().split('..')))
    : [stretch(text.split('/'))];
  return stretches.every((each) => each !== null) ? stretches : null;
}
