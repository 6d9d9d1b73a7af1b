import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  cellsOf,
  type Column,
  columnsOf,
  exportFormatNames,
  type ExportFormatName,
  type ExportManifest,
  type ListName,
  modelNames,
  PAGE_ROWS,
} from '#libs/queries';
import { importCaseFile } from '../../apps/command-api/src/case-file/index.ts';
import { createExecutor } from '../../apps/command-api/src/execute.ts';
import { duckTypes, readByDuckDb, textOfCell } from '../../libs/queries/src/export/testing/duckdb.ts';
import { caseText } from '../cases/register.ts';
import { afa } from '../cli/afa.ts';
import { startTestRegister, type TestRegister } from './register.ts';

type Item = Readonly<Record<string, unknown>>;

const lists: readonly ListName[] = [...modelNames, 'timeline'];
/** The state before the reports of others came in. */
let early: string;
let register: TestRegister;

async function importCase(name: string): Promise<string> {
  const execute = createExecutor(register.log);
  const text = await caseText(name);
  for await (const message of importCaseFile({ text, format: 'yaml', execute, actor: 'tester', log: register.log }))
    if (message.kind === 'rejected') throw new Error(JSON.stringify(message));
  const { position } = await register.log.head();
  if ((await register.projector.waitFor(position, 20_000)) !== 'reached') throw new Error('not projected');
  return position;
}

beforeAll(async () => {
  register = await startTestRegister();
  early = await importCase('article.yaml');
  await importCase('other-reports.yaml');
  const offices = Array.from({ length: PAGE_ROWS + 20 }, (_, index) => ({ form: `=Office ${index}` }));
  await register.send('RegisterSource', { title: '=1+1' });
  await Promise.all(offices.map((name) => register.send('RegisterParty', { kind: 'office', names: [name] })));
});
afterAll(() => register.close());

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(register.url + path, { headers });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

async function ok(path: string) {
  const answer = await get(path);
  expect({ status: answer.status, said: answer.status === 200 ? '' : answer.bytes.toString() }).toEqual({
    status: 200,
    said: '',
  });
  return answer;
}

/** Every item of a list by its pages, as a client of the interface reads it. */
async function itemsOf(list: ListName, query: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor = ''; ;) {
    const { bytes } = await ok(`/v1/${list}?limit=200&${query}${cursor}`);
    const { data, page } = JSON.parse(bytes.toString()) as { data: Item[]; page: { next: string | null } };
    items.push(...data);
    if (page.next === null) return items;
    cursor = `&cursor=${page.next}`;
  }
}

const pathOf = (list: string, format: string, query = ''): string => `/v1/exports/${list}?format=${format}&${query}`;
const exportOf = async (list: string, format: string, query = '') => (await ok(pathOf(list, format, query))).bytes;
const manifestOf = async (list: string, format: string, query = ''): Promise<ExportManifest> => {
  const { bytes } = await ok(pathOf(list, format, query).replace('?', '/manifest?'));
  return JSON.parse(bytes.toString()) as ExportManifest;
};
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const rowsOf = (items: readonly Item[], columns: readonly Column[]) =>
  items.map((item) => cellsOf(columns, item).map((cell, index) => textOfCell(cell, columns[index]!)));

/** What an export holds, read back by whoever reads that format; rows as text, JSON Lines as items. */
async function readBack(bytes: Buffer, format: ExportFormatName, columns: readonly Column[]) {
  if (format !== 'jsonl') return (await readByDuckDb(bytes, format, columns)).rows;
  const lines = bytes.toString().split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as Item);
}

describe.each(lists)('%s', (list) => {
  const [now, both] = ['', 'asOf=EARLY&on=2017-12-27'];
  /** Which rows there are is the same for every format, so one is enough to try the days and the state apart. */
  const statesOf = (format: ExportFormatName): readonly string[] =>
    format === 'jsonl' ? [now, 'on=2017-12', 'asOf=EARLY', both] : [now, both];

  it.each(exportFormatNames)('as %s is the list, now and on days and as known then', async (format) => {
    for (const state of statesOf(format)) {
      const query = state.replace('EARLY', early);
      const items = await itemsOf(list, query);
      const columns = columnsOf(list, query.includes('on='));
      const bytes = await exportOf(list, format, query);
      const read = await readBack(bytes, format, columns);
      expect(read).toEqual(format === 'jsonl' ? items : rowsOf(items, columns));
      expect(await manifestOf(list, format, query)).toMatchObject({
        list,
        format,
        rows: items.length,
        bytes: bytes.length,
        digest: { algorithm: 'sha-256', value: sha256(bytes) },
        fields: columns.map(({ name, type }) => ({ name, type, about: expect.stringMatching(/\.$/) })),
      });
    }
  });
});

describe('what an export is of', () => {
  it('is the case: counts with their operators, typed for an analyst', async () => {
    const columns = columnsOf('claims', false);
    const bytes = await exportOf('claims', 'parquet', 'type=EstimateRecorded');
    const { types, rows } = await readByDuckDb(bytes, 'parquet', columns);
    expect(types).toEqual(columns.map(({ name, type }) => [name, duckTypes[type]]));
    const at = (name: string): number => columns.findIndex((column) => column.name === name);
    const told = rows.map((row) => [row[at('report_count_op')], row[at('report_count_value')]]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['gt', '2000'],
        ['gt', '2200'],
        ['gt', '5000'],
      ]),
    );
  });

  it('is one state, whatever is written meanwhile', async () => {
    const { headers } = await ok(pathOf('parties', 'csv'));
    const position = headers.get('afa-position')!;
    const before = await exportOf('parties', 'csv', `asOf=${position}`);
    await register.send('RegisterParty', { kind: 'office', names: [{ form: 'One more' }] });
    expect(await exportOf('parties', 'csv', `asOf=${position}`)).toEqual(before);
    expect(await exportOf('parties', 'csv')).not.toEqual(before);
  });

  it('is told in its headers, and leads to its manifest and back', async () => {
    const { headers, bytes } = await ok(pathOf('claims', 'csv', `asOf=${early}&type=LegReported`));
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="claims-${early}.csv"`);
    expect(headers.get('afa-position')).toBe(early);
    expect(headers.get('etag')).toContain(`"${early}-`);
    const [, address] = /<([^>]+)>; rel="describedby"/.exec(headers.get('link') ?? '') ?? [];
    const manifest = await ok(address!);
    expect(JSON.parse(manifest.bytes.toString())).toMatchObject({
      question: { type: 'LegReported' },
      asOf: { position: early, recordedAt: expect.stringMatching(/Z$/) },
      digest: { value: sha256(bytes) },
      generator: { name: 'all-for-all', layout: 1 },
      parked: [],
    });
    const [, back] = /<([^>]+)>; rel="describes"/.exec(manifest.headers.get('link') ?? '') ?? [];
    expect((await ok(back!)).bytes).toEqual(bytes);
  });

  it('is pinned in the link also where the newest state was asked for', async () => {
    const { headers } = await ok(pathOf('swaps', 'jsonl'));
    expect(headers.get('link')).toContain(`asOf=${headers.get('afa-position')!}`);
  });

  it('need not be sent again to who has it', async () => {
    const { headers } = await ok(pathOf('claims', 'csv'));
    register.statements();
    expect((await get(pathOf('claims', 'csv'), { 'if-none-match': headers.get('etag')! })).status).toBe(304);
    const head = await fetch(register.url + pathOf('claims', 'csv'), { method: 'HEAD' });
    expect(head.headers.get('content-disposition')).toMatch(/claims-\d+\.csv/);
    expect(register.statements()).toEqual([]);
  });

  it('is guarded against formulas in CSV alone', async () => {
    expect((await exportOf('sources', 'csv')).toString()).toContain(`,"'=1+1",`);
    expect((await exportOf('sources', 'jsonl')).toString()).toContain('"title":"=1+1"');
    const columns = columnsOf('sources', false);
    const { rows } = await readByDuckDb(await exportOf('sources', 'parquet'), 'parquet', columns);
    expect(rows.map((row) => row[1])).toContain('=1+1');
  });
});

describe('what cannot be exported', () => {
  it.each([
    ['/v1/exports/claims?format=xlsx', 400, 'filter-value'],
    ['/v1/exports/claims?limit=5', 400, 'unknown-parameter'],
    ['/v1/exports/swaps?status=standing', 400, 'unknown-parameter'],
    ['/v1/exports/swaps?on=yesterday', 400, 'malformed-on'],
    ['/v1/exports/swaps/manifest?asOf=yesterday', 400, 'malformed-as-of'],
    ['/v1/exports/swaps?asOf=999999', 503, 'stale'],
    ['/v1/exports/nonsense', 404, null],
    ['/v1/exports/toString/manifest', 404, null],
  ])('%s is answered %i', async (path, status, rule) => {
    const answer = await get(path, { prefer: 'wait=0' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
    expect(answer.headers.get('content-disposition')).toBeNull();
    if (rule) expect(JSON.parse(answer.bytes.toString())).toMatchObject({ errors: [{ rule }] });
  });
});

describe('the work of an export', () => {
  it.each(exportFormatNames)('as %s is at most three statements a page, and holds a page', async (format) => {
    register.statements();
    await exportOf('parties', format);
    const ran = register.statements();
    expect(ran.length).toBeLessThanOrEqual(6);
    expect(ran.filter((text) => text.includes('"parties" AS entry'))).toHaveLength(2);
  });
});

describe('the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afa-exports-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const run = (...argv: string[]) =>
    afa(['export', ...argv, '--url', register.url], { environment: { AFA_DATA_DIR: folder } });

  it.each(exportFormatNames)('gives the bytes of the interface as %s', async (format) => {
    const file = join(folder, `claims.${format}`);
    const ran = await run('claims', '--as-of', early, '--on', '2017-12', '--out', file);
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    const query = `asOf=${early}&on=2017-12`;
    expect(await readFile(file)).toEqual(await exportOf('claims', format, query));
    expect(JSON.parse(await readFile(`${file}.manifest.json`, 'utf8'))).toEqual(
      await manifestOf('claims', format, query),
    );
  });

  it('gives text to standard output', async () => {
    const { code, out } = await run('estimates');
    expect({ code, out }).toEqual({ code: 0, out: (await exportOf('estimates', 'jsonl')).toString() });
    expect((await run('nonsense')).code).toBe(4);
    expect((await run('swaps', '--status', 'standing')).code).toBe(2);
  });
});

describe('an export that cannot go on', () => {
  let fragile: TestRegister;
  /** Which statements fail, and what they wait for; set by each test. */
  let onStatement: (count: number) => Promise<boolean>;
  let count = 0;

  beforeAll(async () => {
    fragile = await startTestRegister({ mostExports: 1 });
    const forms = Array.from({ length: 3 * PAGE_ROWS }, (_, index) => ({ form: `Office ${index} ${'x'.repeat(150)}` }));
    await Promise.all(forms.map((name) => fragile.send('RegisterParty', { kind: 'office', names: [name] })));
    const query = fragile.pool.query.bind(fragile.pool) as (...given: unknown[]) => Promise<unknown>;
    fragile.pool.query = (async (...given: unknown[]) => {
      count += 1;
      return (await onStatement(count)) ? query('SELECT 1 / 0') : query(...given);
    }) as typeof fragile.pool.query;
  });
  afterAll(() => fragile.close());

  /** A place is free a moment after the export before has ended. */
  const whole = async (): Promise<string> => {
    onStatement = async () => false;
    for (;;) {
      const response = await fetch(`${fragile.url}/v1/exports/parties?format=jsonl`);
      const text = await response.text();
      if (response.status === 200) return text;
      expect(response.status).toBe(429);
    }
  };

  it('is answered with a problem while nothing of it was sent', async () => {
    count = 0;
    onStatement = async (each) => each === 1;
    const response = await fetch(`${fragile.url}/v1/exports/parties`);
    expect({ status: response.status, file: response.headers.get('content-disposition') }).toEqual({
      status: 500,
      file: null,
    });
    expect((await whole()).split('\n')).toHaveLength(3 * PAGE_ROWS + 1);
  });

  it.each(['csv', 'jsonl'])('never ends as if it were whole (%s), and leaves no file', async (format) => {
    const broken = (): void => {
      count = 0;
      onStatement = async (each) => each === 2;
    };
    broken();
    const response = await fetch(`${fragile.url}/v1/exports/parties?format=${format}`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    const folder = await mkdtemp(join(tmpdir(), 'afa-exports-'));
    broken();
    const argv = ['export', 'parties', '--out', join(folder, `parties.${format}`), '--url', fragile.url];
    expect((await afa(argv, { environment: { AFA_DATA_DIR: folder } })).code).toBe(6);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('because its reader has gone reads no further, and gives its place to the next', async () => {
    count = 0;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let reached = (): void => undefined;
    const second = new Promise<void>((resolve) => (reached = resolve));
    onStatement = async (each) => {
      if (each === 2) {
        reached();
        await held;
      }
      return false;
    };
    const server = fragile.app.getHttpServer();
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const leaving = request(`${fragile.url}/v1/exports/parties?format=jsonl`, { agent: false });
    leaving.on('error', () => undefined).end();
    const [socket] = await connected;
    await second;
    // The one place is taken.
    const refused = await fetch(`${fragile.url}/v1/exports/parties/manifest`);
    expect({ status: refused.status, again: refused.headers.get('retry-after') }).toEqual({ status: 429, again: '5' });
    leaving.destroy();
    await once(socket, 'close');
    const before = count;
    release();
    expect((await whole()).split('\n')).toHaveLength(3 * PAGE_ROWS + 1);
    // What the whole export needs, and nothing of the one that was left.
    expect(count - before).toBe(3);
  });
});
