import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { tokenPath as platformTokenPath } from '#libs/platform';
import { readToken, tokenPath } from './server/data-directory.ts';
import { commandLine } from './testing/run-afa.ts';

const line = commandLine();

describe('the command line itself', () => {
  it('shows examples first, and says what the exit codes mean', async () => {
    const { code, out, err } = await line.afa(['--help']);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out.startsWith('Examples:\n  $ afa start')).toBe(true);
    expect(out).toMatch(
      /0 ok · 1 failure · 2 wrong usage · 3 verification failed · 4 not found · 5 conflict · 6 unavailable/,
    );
  });

  it.each([
    'start',
    'import',
    'withdraw',
    'command',
    'history',
    'events',
    'persons',
    'export',
    'replay',
    'projections list',
    'projections park',
    'projections rebuild',
    'projections compare',
    'projections switch',
    'projections rollback',
    'projections retire',
    'projections cancel',
    'backup',
    'restore',
    'source attach',
    'token',
  ])('shows examples first in the help of %s', async (name) => {
    const { code, out } = await line.afa([...name.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Examples:\\n(  \\$ .*\\n)*  \\$ .*afa ${name}`));
    expect(out).toMatch(/--json/);
  });

  it.each([
    [['hsitory'], /Did you mean history\?/],
    [['events', '--folow'], /Did you mean --follow\?/],
    [['projections', 'prak'], /Did you mean park\?/],
    [['persons'], /missing required argument 'name'/],
    [['history'], /missing required argument 'stream'/],
    [['replay'], /--to <position>/],
    [['replay', '--to', 'yesterday'], /takes a position/],
    [['events', '--after', 'x'], /takes a position/],
    [['events', '--limit', '0'], /takes a number/],
    [['withdraw', '--import', 'x'], /--reason <text>/],
    [['withdraw', '--reason', 'x'], /name a stream and a claim, or give --import/],
    [['withdraw', 'swap-1', 'c', '--import', 'x', '--reason', 'x'], /not both/],
    [['import', 'cases.txt'], /--format yaml or --format jsonl/],
    [['import', 'a.yaml', '--format', 'xml'], /Allowed choices are yaml, jsonl/],
    [['command', 'ReportLeg', '--data', '[1]'], /not a JSON object/],
    [['command', 'ReportLeg', '--data', '{}', '--file', 'x'], /give the fields once/],
    [['command', 'ReportLeg', '--if-match', 'x'], /takes a revision/],
    [['projections', 'redrive'], /name one stream, or give --all/],
    [['start', '--url', 'http://localhost:1'], /leave --url/],
    [['export', 'claims', '--out', 'claims.txt'], /does not tell the format/],
    [['export', 'claims', '--format', 'xml'], /Allowed choices are csv, jsonl, parquet/],
    [['export'], /missing required argument 'list'/],
    [['events', '--url', 'nonsense'], /is no address/],
  ])('%j is wrong usage', async (argv, why) => {
    const { code, out, err } = await line.afa(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(why);
  });

  it.each([
    [['import', 'nowhere.yaml'], 4],
    [['restore', 'nowhere.jsonl'], 4],
    [['token'], 4],
    [['command', 'ReportLeg', '--file', 'nowhere.json'], 4],
  ])('%j: nothing there', async (argv, code) => {
    expect((await line.afa(argv)).code).toBe(code);
  });
});

describe('the data directory', () => {
  it('keeps the token where the application keeps it', async () => {
    expect(tokenPath(line.path())).toBe(platformTokenPath(line.path()));
    await mkdir(line.path('secrets'));
    await writeFile(tokenPath(line.path()), 'afa_secret\n');
    expect(await readToken(line.path())).toBe('afa_secret');
    expect(await line.afa(['token'])).toEqual({ code: 0, out: 'afa_secret\n', err: '' });
    expect((await line.afa(['token', '--json'])).out).toBe('{"token":"afa_secret"}\n');
  });

  it('served by a running process is not restored into', async () => {
    await writeFile(line.path('server.json'), JSON.stringify({ pid: process.pid, url: 'http://127.0.0.1:1' }));
    await writeFile(line.path('backup.jsonl'), '');
    const { code, err } = await line.afa(['restore', line.path('backup.jsonl')]);
    expect({ code, err }).toEqual({ code: 5, err: expect.stringMatching(/serves .*\n.*Stop it first/) });
  });
});
