import type { StoredDocument } from '../rows.ts';
import type { Column } from './columns.ts';
import { csvOf } from './csv.ts';
import { jsonLinesOf } from './json-lines.ts';
import { parquetOf } from './parquet.ts';

/** A form that a list can be taken away in. */
export interface ExportFormat {
  readonly mediaType: string;
  /** How a reader finds its way, for the manifest. */
  readonly notes: readonly string[];
  readonly write: (
    columns: readonly Column[],
    pages: AsyncIterable<readonly StoredDocument[]>,
  ) => AsyncGenerator<Uint8Array, void>;
}

/** By the name that is asked for, which is also the ending of the file's name. */
export const exportFormats = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    notes: [
      'RFC 4180: CRLF, a header, fields in double quotes, UTF-8 without a byte order mark.',
      'Text stands in quotes, also where it is empty; a field with nothing in it, not even quotes, is null.',
      'Text that a spreadsheet could take for a formula has an apostrophe before it: whatever begins with = + - @ (also in full width), ' +
        'behind blanks or apostrophes too, and whatever begins with a tab or line break. Take that one apostrophe away to get the text as it was said.',
      'Numbers are never guarded. Lists and free objects are JSON in one field.',
    ],
    write: csvOf,
  },
  jsonl: {
    mediaType: 'application/x-ndjson',
    notes: ['Each line is an item as it stands in `data` of the list; `pointer` says where a field is in it.'],
    write: jsonLinesOf,
  },
  parquet: {
    mediaType: 'application/vnd.apache.parquet',
    notes: [
      'Integers are INT64, days DATE, instants TIMESTAMP in UTC; ids and text are UTF-8 strings; lists and free objects are JSON in a string.',
    ],
    write: parquetOf,
  },
} as const satisfies Record<string, ExportFormat>;

export type ExportFormatName = keyof typeof exportFormats;
export const exportFormatNames = Object.keys(exportFormats) as ExportFormatName[];
export const isExportFormatName = (name: string): name is ExportFormatName => Object.hasOwn(exportFormats, name);
