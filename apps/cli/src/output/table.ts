import { harmless, type Paint, widthOf } from './style.ts';

export interface Column<Row> {
  readonly heading: string;
  readonly of: (row: Row) => string | number | null | undefined;
  readonly align?: 'left' | 'right';
  /** Left out where no row has anything in it. */
  readonly optional?: boolean;
}

const GAP = '  ';

const pad = (text: string, width: number, align: 'left' | 'right'): string => {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
};

const NOTHING = '–';

/** Nothing to say is a dash, so that an empty cell is never taken for an error. */
const cellOf = (value: string | number | null | undefined): string => {
  if (value === null || value === undefined || value === '') return NOTHING;
  return typeof value === 'number' ? value.toLocaleString('en') : harmless(value);
};

export interface Layout<Row> {
  readonly heading: string;
  readonly line: (row: Row) => string;
}

/**
 * Aligned columns. `rows` set the widths; more rows of a stream may follow in the same layout.
 * Numbers are right-aligned by their column's wish; the last column is not padded.
 */
export function layout<Row>(asked: readonly Column<Row>[], rows: readonly Row[], paint: Paint): Layout<Row> {
  const columns = asked.filter(({ optional, of }) => !optional || rows.some((row) => cellOf(of(row)) !== NOTHING));
  const widths = columns.map(({ heading, of }) =>
    Math.max(widthOf(heading), ...rows.map((row) => widthOf(cellOf(of(row))))),
  );
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(cell, widths[index]!, columns[index]!.align ?? 'left'))
      .join(GAP)
      .trimEnd();
  return {
    heading: paint('dim', lineOf(columns.map(({ heading }) => heading))),
    line: (row) => lineOf(columns.map(({ of }) => cellOf(of(row)))),
  };
}

/** A whole table as text; the sentence in its place where there are no rows. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], paint: Paint, none: string): string {
  if (rows.length === 0) return `${none}\n`;
  const { heading, line } = layout(columns, rows, paint);
  return `${[heading, ...rows.map(line)].join('\n')}\n`;
}

/** Names and values below each other, the names in one column. */
export function facts(pairs: readonly (readonly [string, string | number | null | undefined])[], paint: Paint): string {
  const width = Math.max(...pairs.map(([name]) => widthOf(name)));
  return pairs.map(([name, value]) => `${paint('dim', pad(name, width, 'left'))}${GAP}${cellOf(value)}\n`).join('');
}
