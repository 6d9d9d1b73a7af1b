import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellsOf, columnsOf } from './columns.ts';
import { csvOf, guarded, unguarded } from './csv.ts';
import { bytesOf, claims, pagesOf, words } from './testing/items.ts';
import { strictCsv } from './testing/strict-csv.ts';

describe('the guard against formulas', () => {
  it.each(['=1+1', '+49 30', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '＝1', "'=1", "''@x", ' \t=1'])(
    'stands before %j',
    (text) => expect(guarded(text)).toBe(`'${text}`),
  );

  it.each(['', '233 captives', 'XXXX-12-27', "'quoted'", 'a=b', ' 12', '“=1”'])('leaves %j alone', (text) =>
    expect(guarded(text)).toBe(text),
  );

  it('leaves nothing that a spreadsheet would execute, and can be taken away again', () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(guarded(text)).not.toMatch(/^\s*[=+\-@\t\r\n＝＋－＠]/);
        expect(unguarded(guarded(text))).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('CSV', () => {
  const columns = columnsOf('claims', false);

  it('is RFC 4180 to a strict reader, and holds the rows: text, numbers, null and the empty text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(claims, { maxLength: 8 }), async (items) => {
        const [header, ...records] = strictCsv(await bytesOf(csvOf(columns, pagesOf(items))));
        expect(header!.map(({ text }) => text)).toEqual(columns.map(({ name }) => name));
        const read = records.map((record) =>
          record.map(({ text, quoted }) => (quoted ? unguarded(text) : text === '' ? null : Number(text))),
        );
        expect(read).toEqual(items.map((item) => cellsOf(columns, item)));
      }),
      { numRuns: 200 },
    );
  });

  it('of an empty list is its header', async () => {
    const bytes = await bytesOf(csvOf(columns, pagesOf([])));
    expect(bytes.toString()).toBe(`${columns.map(({ name }) => name).join(',')}\r\n`);
  });

  it('has no number without the operator beside it', async () => {
    const item = { report: { count: { op: 'gt', value: 2000, asWritten: 'more than 2,000' } } };
    const [header, record] = strictCsv(await bytesOf(csvOf(columns, pagesOf([item]))));
    const at = (name: string) => record![header!.findIndex(({ text }) => text === name)];
    expect(at('report_count_op')).toEqual({ text: 'gt', quoted: true });
    expect(at('report_count_value')).toEqual({ text: '2000', quoted: false });
  });
});

describe('the strict reader of these tests', () => {
  it.each([
    ['a,b\n1,2\r\n', /neither a comma nor CRLF/],
    ['a,b\r\n1\r\n', /has 1 fields/],
    ['a\r\n"1', /never closed/],
    ['a\r\n"1"2\r\n', /neither a comma nor CRLF/],
    ['a\r\n1"2\r\n', /neither a comma nor CRLF/],
    ['a\r\n1', /neither a comma nor CRLF/],
  ])('refuses %j', (text, why) => expect(() => strictCsv(Buffer.from(text))).toThrow(why));
});
