import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '#libs/contracts';
import fc from 'fast-check';
import type { StoredDocument } from '../rows.ts';
import { cellsOf, columnsOf } from './columns.ts';
import { type ExportFormatName, exportFormatNames, exportFormats } from './formats.ts';
import { duckTypes, readByDuckDb, textOfCell } from './testing/duckdb.ts';
import { bytesOf, claims, counts, pagesOf } from './testing/items.ts';
import { strictCsv } from './testing/strict-csv.ts';
import { unguarded } from './csv.ts';

const columns = columnsOf('claims', false);
const written = (format: ExportFormatName, items: readonly StoredDocument[], size?: number) =>
  bytesOf(exportFormats[format].write(columns, pagesOf(items, size)));

const lines = (bytes: Buffer): unknown[] =>
  bytes
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);

/** Operator and number of each row, as a reader of the format finds them. */
const readCounts: Readonly<Record<ExportFormatName, (bytes: Buffer) => Promise<unknown[]>>> = {
  jsonl: async (bytes) =>
    (lines(bytes) as { report: { count: { op: string; value: number | null; asWritten: string } } }[]).map(
      ({ report: { count } }) => [count.op, count.value, count.asWritten],
    ),
  csv: async (bytes) => {
    const [header, ...records] = strictCsv(bytes);
    const at = (name: string): number => header!.findIndex(({ text }) => text === name);
    const [op, value, words] = [at('report_count_op'), at('report_count_value'), at('report_count_asWritten')];
    return records.map((record) => [
      record[op]!.text,
      record[value]!.text === '' ? null : Number(record[value]!.text),
      unguarded(record[words]!.text),
    ]);
  },
  parquet: async (bytes) => {
    const wanted = ['report_count_op', 'report_count_value', 'report_count_asWritten'];
    const three = wanted.map((name) => columns.find((column) => column.name === name)!);
    const { rows } = await readByDuckDb(bytes, 'parquet', three);
    return rows.map(([op, value, asWritten]) => [op, value == null ? null : Number(value), asWritten]);
  },
};

describe.each(exportFormatNames)('%s', (format) => {
  it('never parts a count from its operator and its words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(counts, { minLength: 1, maxLength: 30 }), async (all) => {
        const items = all.map((count) => ({ report: { count } }));
        expect(await readCounts[format](await written(format, items))).toEqual(
          all.map((count) => [count['op'], count['value'], count['asWritten']]),
        );
      }),
      { numRuns: format === 'parquet' ? 8 : 100 },
    );
  });

  it('has the same bytes for the same rows, in whatever pages they come', async () => {
    const items = fc.sample(claims, { numRuns: 20, seed: 7 });
    expect(await written(format, items, 3)).toEqual(await written(format, items, 7));
  });

  it('of an empty list is a file that can be read', async () => {
    const bytes = await written(format, []);
    if (format === 'jsonl') expect(bytes).toHaveLength(0);
    else expect((await readByDuckDb(bytes, format, columns)).rows).toEqual([]);
  });
});

describe('DuckDB', () => {
  it.each(['csv', 'parquet'] as const)('reads the rows of %s with their types', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(claims, { minLength: 1, maxLength: 40 }), async (items) => {
        const { types, rows } = await readByDuckDb(await written(format, items), format, columns);
        expect(types).toEqual(columns.map(({ name, type }) => [name, duckTypes[type]]));
        expect(rows).toEqual(
          items.map((item) => cellsOf(columns, item).map((cell, index) => textOfCell(cell, columns[index]!))),
        );
      }),
      { numRuns: 8 },
    );
  });

  it('reads Parquet of several row groups', async () => {
    const items = Array.from({ length: 3_500 }, (_, index) => ({
      id: String(index),
      report: { count: { op: 'gt', value: index } },
    }));
    const three = ['id', 'report_count_op', 'report_count_value'];
    const some = columns.filter(({ name }) => three.includes(name));
    const chunks: Uint8Array[] = [];
    for await (const chunk of exportFormats.parquet.write(some, pagesOf(items, 200))) chunks.push(chunk);
    // Given away group by group: memory holds one.
    expect(chunks.length).toBeGreaterThan(2);
    const { rows } = await readByDuckDb(Buffer.concat(chunks), 'parquet', some);
    expect(rows).toEqual(items.map(({ id }, index) => [id, 'gt', String(index)]));
  });
});

describe('JSON Lines', () => {
  it('are the items of the list, one on each line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(claims, { maxLength: 8 }), async (items) => {
        expect(lines(await written('jsonl', items)).map(canonicalJson)).toEqual(items.map(canonicalJson));
      }),
    );
  });
});
