import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { type Answer, says, toldCommandLine } from '../testing/told-server.ts';
import { ExportTally, type Format } from './export-tally.ts';

const { line, server, at: toldAt } = toldCommandLine();
const at = (...argv: readonly string[]) => toldAt(argv);

const CSV = 'id,words\r\n"1","two\r\nlines, and a "" quote"\r\n"2",\r\n';
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Answers with an export and a manifest of what it should be. */
const exporting =
  (body: string, promised: string, rows = 2): Answer =>
  (request, response) => {
    if (request.url!.includes('/manifest')) {
      const digest = { algorithm: 'sha-256', value: digestOf(promised) };
      return says(200, { rows, bytes: Buffer.byteLength(promised), digest })(request, response);
    }
    response.writeHead(200, { 'content-type': 'text/csv', 'afa-position': '55' });
    response.end(body);
  };

describe('an export', () => {
  it('is kept with the manifest that vouches for it, of the very state that came', async () => {
    server.answer = exporting(CSV, CSV);
    const file = line.path('claims.csv');
    const ran = await at('export', 'claims', '--on', '2017-12', '--holder', 'x', '--out', file, '--json');
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toEqual({
      list: 'claims',
      format: 'csv',
      file,
      manifest: `${file}.manifest.json`,
      rows: 2,
      bytes: CSV.length,
      position: '55',
      sha256: digestOf(CSV),
    });
    expect(await readFile(file, 'utf8')).toBe(CSV);
    expect(JSON.parse(await readFile(`${file}.manifest.json`, 'utf8'))).toMatchObject({ rows: 2 });
    const [data, manifest] = server.seen.map(({ url }) => new URL(url, server.url));
    expect(Object.fromEntries(data!.searchParams)).toEqual({ format: 'csv', on: '2017-12', holder: 'x' });
    expect(manifest!.pathname).toBe('/v1/exports/claims/manifest');
    expect(manifest!.searchParams.get('asOf')).toBe('55');
  });

  it.each([
    ['other bytes', 'id,words\r\n"1","a"\r\n"3",\r\n', 2],
    ['fewer bytes', CSV.slice(0, -6), 2],
    ['another number of rows', CSV, 3],
  ])('of which came %s leaves no file', async (_what, body, rows) => {
    server.answer = exporting(body, rows === 2 ? CSV : body, rows);
    const { code, err } = await at('export', 'claims', '--out', line.path('claims.csv'));
    expect({ code, err }).toEqual({ code: 3, err: expect.stringMatching(/not what the manifest says/) });
    expect(await readdir(line.path())).toEqual([]);
  });

  it('that breaks off leaves no file, and is no success on standard output either', async () => {
    server.answer = (_request, response) => {
      response.writeHead(200, { 'afa-position': '55' });
      response.write(CSV, () => response.destroy());
    };
    expect((await at('export', 'claims', '--out', line.path('claims.csv'))).code).toBe(6);
    expect(await readdir(line.path())).toEqual([]);
    expect((await at('export', 'claims', '--format', 'csv')).code).toBe(6);
  });

  it('goes to standard output byte by byte, and says beside it what it is', async () => {
    server.answer = exporting(CSV, CSV);
    const { code, out, err } = await at('export', 'claims', '--format', 'csv');
    expect({ code, out }).toEqual({ code: 0, out: CSV });
    expect(err).toBe(`2 rows of claims as known at position 55, sha-256 ${digestOf(CSV)}\n`);
  });

  it('replaces nothing unasked', async () => {
    server.answer = exporting(CSV, CSV);
    const file = line.path('claims.csv');
    await writeFile(`${file}.manifest.json`, 'precious');
    expect((await at('export', 'claims', '--out', file)).code).toBe(5);
    expect(await readFile(`${file}.manifest.json`, 'utf8')).toBe('precious');
    expect((await at('export', 'claims', '--out', file, '--force')).code).toBe(0);
  });

  it.each([
    [404, 4],
    [503, 6],
    [400, 2],
  ])('that the register answers with %i ends with %i', async (status, code) => {
    server.answer = says(status, { title: 'No', status });
    expect((await at('export', 'claims')).code).toBe(code);
  });
});

describe('the tally', () => {
  const counted = (format: Format, text: string, size: number): number | null => {
    const tally = new ExportTally(format);
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length; start += size) tally.take(bytes.subarray(start, start + size));
    expect(tally.digest()).toBe(digestOf(text));
    return tally.rows;
  };

  it.each([1, 2, 7, 1000])('counts records, not lines, in pieces of %i bytes', (size) => {
    expect(counted('csv', CSV, size)).toBe(2);
    expect(counted('csv', 'id\r\n', size)).toBe(0);
    expect(counted('jsonl', '{"a":"\\n"}\n{}\n', size)).toBe(2);
    expect(counted('jsonl', '', size)).toBe(0);
    expect(counted('parquet', 'PAR1\n\n', size)).toBeNull();
  });
});
