import { filterPieces } from './filters.ts';
import { pageOf, type Page } from './page.ts';
import type { Question } from './question.ts';
import type { ReadSide, Reading } from './reading.ts';
import { COLUMNS, type Row, select } from './rows.ts';
import { conditions, during, knownAt, type Piece, tableIn, withAnyToken } from './sql.ts';

/** Open beginnings come first, at minus infinity. */
const FIRST_DAY = `coalesce(lower(entry.during), '-infinity'::date)`;
const STANDING: Piece = withAnyToken(['status:standing', 'status:corrected']);

/** Dates as they are written, not as the driver reads them; an open side is null. */
const DAYS = `to_char(lower(entry.during), 'YYYY-MM-DD') AS earliest, to_char(upper(entry.during) - 1, 'YYYY-MM-DD') AS latest,
  ${FIRST_DAY}::text AS first_day`;
const VALIDITY = (range: string) =>
  `, CASE WHEN entry.during <@ ${range}::daterange THEN 'certain' ELSE 'possible' END AS validity`;

const behind = {
  forwards: `(${FIRST_DAY}, entry.born) > (($::text[])[1]::date, ($::text[])[2]::bigint)`,
  backwards: `(${FIRST_DAY}, entry.born) < (($::text[])[1]::date, ($::text[])[2]::bigint)`,
} as const;
const order = {
  forwards: `${FIRST_DAY}, entry.born`,
  backwards: `${FIRST_DAY} DESC, entry.born DESC`,
} as const;

/** A row of the timeline, with the key it is sorted by. */
export interface TimelineRow extends Row {
  readonly first_day: string;
}

/** Standing claims that state when it happened, in the order of the first day they allow: one statement, and one for a filter by person. */
export async function readTimeline(side: ReadSide, reading: Reading, question: Question): Promise<Page> {
  const pieces: Piece[] = [
    knownAt(reading.position),
    STANDING,
    ...(await filterPieces(side, reading, question)),
    ...(question.cursor ? [{ text: behind[question.direction], value: question.cursor.key }] : []),
    ...(question.on ? [during(question.on.range)] : []),
  ];
  const { text, values } = conditions(pieces);
  const statement = `SELECT ${COLUMNS}, ${DAYS}${question.on ? VALIDITY(`$${pieces.length}`) : ''}
FROM ${tableIn(reading.schema, 'claims')} AS entry
WHERE entry.during IS NOT NULL AND ${text}
ORDER BY ${order[question.direction]}
LIMIT $${pieces.length + 1}`;
  return pageOf(await select<TimelineRow>(side.pool, statement, [...values, question.limit + 1]), question);
}

/** The sort key of a row, as its cursor holds it. */
export const sortKey = (row: Row): readonly string[] =>
  'first_day' in row ? [(row as TimelineRow).first_day, row.born] : [row.born];
