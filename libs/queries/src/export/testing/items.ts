import { countOperators } from '#libs/contracts';
import fc from 'fast-check';
import type { StoredDocument } from '../../rows.ts';

/** Words as a hostile or careless source may have them: whatever CSV, spreadsheets and readers stumble over. */
export const words: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc
    .tuple(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\r\n', "'", "'=", "''+", ' =', '＝', '"', ',', ''),
      fc.string({ maxLength: 8 }),
    )
    .map(([begin, rest]) => begin + rest),
  fc.constantFrom('', '""', '","', '\r\n', 'null', 'понад 2200 чоловік', '=cmd|"/c calc"!A1', '-2+3', '@SUM(A1)'),
);

const number = fc.option(fc.integer({ min: 0, max: 1_000_000_000 }));

/** A count of any operator, with numbers that need not follow from it: an export repeats what the list says. */
export const counts: fc.Arbitrary<StoredDocument> = fc.record({
  op: fc.constantFrom(...countOperators),
  value: number,
  upTo: number,
  low: number,
  best: number,
  high: number,
  unit: fc.record({ asWritten: words, counts: fc.constantFrom('person', 'family', 'group', 'unstated') }),
  asWritten: words,
  breakdowns: fc.constant([]),
});

const day = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const dates = fc.record({
  asWritten: words,
  edtf: fc.option(words),
  resolved: fc.option(words),
  basis: fc.option(fc.constantFrom('text', 'calendar', 'source', 'editor')),
  earliest: fc.option(day),
  latest: fc.option(day),
});

/** A claim as the list of claims shows it, as far as its columns need it. */
export const claims: fc.Arbitrary<StoredDocument> = fc.record({
  id: fc.uuid(),
  stream: fc.uuid().map((id) => `swap-${id}`),
  type: fc.constantFrom('LegReported', 'EstimateRecorded'),
  claimant: fc.record({ kind: fc.constantFrom('party', 'person'), id: fc.uuid() }),
  publisher: fc.option(fc.uuid()),
  saidAt: fc.option(dates),
  evidence: fc.array(fc.record({ source: fc.uuid() }), { maxLength: 2 }),
  recordedAt: instant,
  recordedBy: words,
  report: fc.record({
    leg: words,
    count: fc.option(counts),
    date: fc.option(dates),
    characterisation: fc.option(words),
  }),
});

/** Items in pages, as they are read. */
export async function* pagesOf(
  items: readonly StoredDocument[],
  size = 3,
): AsyncGenerator<readonly StoredDocument[], void> {
  if (items.length === 0) yield [];
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
