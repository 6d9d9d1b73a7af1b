import { type ModelName, modelOf } from './models.ts';
import { filterPieces } from './filters.ts';
import type { Question } from './question.ts';
import type { ReadSide, Reading } from './reading.ts';
import { COLUMNS, type Row, select } from './rows.ts';
import { conditions, during, knownAt, type Piece, tableIn } from './sql.ts';

/** A page of a list in list order, whichever way it was walked. */
export interface Page {
  readonly rows: readonly Row[];
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

/** In both directions the page begins behind the cursor's row. */
const behind = { forwards: 'entry.born > $::bigint', backwards: 'entry.born < $::bigint' } as const;
const order = { forwards: 'entry.born', backwards: 'entry.born DESC' } as const;

/** Whether a row certainly held on, or happened within, the days asked for; the range is the last value. */
const certainty = {
  state: (range: string) =>
    `CASE WHEN entry.surely && ${range}::daterange THEN 'certain' ELSE 'possible' END AS validity`,
  event: (range: string) =>
    `CASE WHEN entry.during <@ ${range}::daterange THEN 'certain' ELSE 'possible' END AS validity`,
} as const;

/** Puts what was read one row too far into a page. */
export function pageOf(found: readonly Row[], { direction, limit, cursor }: Question): Page {
  const more = found.length > limit;
  const rows = found.slice(0, limit);
  if (direction === 'forwards') return { rows, hasNext: more, hasPrevious: cursor !== null };
  return { rows: rows.reverse(), hasNext: cursor !== null, hasPrevious: more };
}

/** A page of a read model's rows, narrowed further where conditions are given: one statement, and one for a filter by person. */
export async function readPage(
  side: ReadSide,
  reading: Reading,
  question: Question & { list: ModelName },
  narrowed: readonly Piece[] = [],
): Promise<Page> {
  const { dated } = modelOf(question.list);
  const asked = dated === null ? null : question.on;
  const pieces: Piece[] = [
    knownAt(reading.position),
    ...(await filterPieces(side, reading, question)),
    ...(question.cursor ? [{ text: behind[question.direction], value: question.cursor.key[0] }] : []),
    ...narrowed,
    ...(asked ? [during(asked.range)] : []),
  ];
  const { text, values } = conditions(pieces);
  const validity = asked && dated ? `, ${certainty[dated](`$${pieces.length}`)}` : '';
  const statement = `SELECT ${COLUMNS}${validity}
FROM ${tableIn(reading.schema, question.list)} AS entry
WHERE ${text}
ORDER BY ${order[question.direction]}
LIMIT $${pieces.length + 1}`;
  return pageOf(await select<Row>(side.pool, statement, [...values, question.limit + 1]), question);
}

const STEP = 200;

/**
 * Every row of a list that the question leaves, for what is computed in memory: one statement for each 200.
 * @throws `refusal` where there are more than `most`
 */
export async function readAllRows(
  side: ReadSide,
  reading: Reading,
  question: Question & { list: ModelName },
  most: number,
  refusal: () => Error,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let { cursor } = question; ;) {
    const page = await readPage(side, reading, { ...question, direction: 'forwards', limit: STEP, cursor });
    rows.push(...page.rows);
    if (rows.length > most) throw refusal();
    if (!page.hasNext) return rows;
    cursor = { position: reading.position, key: [page.rows.at(-1)!.born] };
  }
}

/** One row by its key: one statement. Null where the register held nothing under it at that position. */
export async function readItem(side: ReadSide, reading: Reading, model: ModelName, key: string): Promise<Row | null> {
  const { text, values } = conditions([{ text: 'entry.key = $', value: key }, knownAt(reading.position)]);
  const statement = `SELECT ${COLUMNS} FROM ${tableIn(reading.schema, model)} AS entry WHERE ${text}`;
  const [row] = await select<Row>(side.pool, statement, values);
  return row ?? null;
}

/** What one row says of the days asked for: null where it says nothing, or nothing of those days. */
export async function readItemOn(
  side: ReadSide,
  reading: Reading,
  model: ModelName,
  key: string,
  range: string,
): Promise<Row | null> {
  const { dated } = modelOf(model);
  if (dated === null) return readItem(side, reading, model, key);
  const { text, values } = conditions([
    { text: 'entry.key = $', value: key },
    knownAt(reading.position),
    during(range),
  ]);
  const statement = `SELECT ${COLUMNS}, ${certainty[dated]('$3')}
FROM ${tableIn(reading.schema, model)} AS entry
WHERE ${text}`;
  const [row] = await select<Row>(side.pool, statement, values);
  return row ?? null;
}
