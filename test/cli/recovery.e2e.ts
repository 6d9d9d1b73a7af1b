import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  createStandaloneHome,
  type RunningStandalone,
  type StandaloneHome,
  startTestStandalone,
} from '../support/standalone.ts';
import { afa as runAfa, linesOf, type Ran, startAfa } from './afa.ts';
import { caseFile } from './scene.ts';

let app: RunningStandalone & { readonly home: StandaloneHome; remove(): Promise<void> };
let other: StandaloneHome;
let folder: string;
const at = (home: StandaloneHome) => ({ AFA_DATA_DIR: home.dataDirectory, DATABASE_URL: home.databaseUrl });
const afa = (...argv: string[]): Promise<Ran> => runAfa(argv, { environment: at(app.home) });
/** A process of its own, for what the application says there goes past us. */
const restore = (file: string, stdin = ''): Promise<Ran> =>
  startAfa(['restore', file], { environment: at(other), stdin }).ended;

beforeAll(async () => {
  app = await startTestStandalone({ arguments: ['--empty'] });
  other = await createStandaloneHome();
  folder = await mkdtemp(join(tmpdir(), 'afa-cli-e2e-'));
  await writeFile(join(folder, 'case.yaml'), caseFile('recovery'));
  expect((await afa('import', join(folder, 'case.yaml'))).code).toBe(0);
}, 180_000);
afterAll(async () => {
  await app.remove();
  await other.remove();
  await rm(folder, { recursive: true, force: true });
});

const backup = (): string => join(folder, 'register.jsonl');
const swapStream = async (): Promise<string> =>
  linesOf<{ stream: string }>((await afa('events', '--json', '--prefix', 'swap-', '--limit', '1')).out)[0]!.stream;

it('parks a stream with a reason, lets its events wait, and redrives them', async () => {
  const stream = await swapStream();
  expect(await afa('projections', 'park', stream, '--reason', 'under review')).toMatchObject({ code: 0, err: '' });
  expect((await afa('projections', 'park', stream, '--reason', 'again')).code).toBe(5);
  const [, swap] = linesOf<{ id: string }>((await afa('history', stream, '--json')).out) as unknown as {
    event: string;
  }[];
  const withdraw = JSON.stringify({ target: { stream, claim: swap!.event }, reason: 'entered by mistake' });
  expect((await afa('command', 'WithdrawClaim', '--data', withdraw)).code).toBe(0);
  let list = await afa('projections', 'list');
  for (let tries = 0; tries < 50 && !/operator +under review/.test(list.out); tries += 1)
    list = await afa('projections', 'list');
  expect(list.out).toMatch(new RegExp(`${stream} .* operator +under review\\n`));
  expect(await afa('projections', 'redrive', stream)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/ 1 +up to date\n/),
  });
  expect((await afa('projections', 'list')).out).not.toMatch(/under review/);
  expect(linesOf((await afa('projections', 'lag', '--json')).out)).toEqual([
    expect.objectContaining({ projection: 'register', events: 0 }),
  ]);
  expect((await afa('projections', 'redrive', '--all')).out).toBe('nothing is parked\n');
});

it('needs a token for all of it', async () => {
  for (const argv of [
    ['projections', 'list'],
    ['replay', '--to', '1', '--compare'],
    ['backup', '-'],
  ])
    expect((await afa(...argv, '--token', 'afa_wrong')).code).toBe(1);
});

it('replays the log to any position and finds the rows as they are served; one changed row is found and named', async () => {
  for (const to of ['0', '3', 'end'])
    expect(await afa('replay', '--to', to, '--compare')).toMatchObject({ code: 0, err: '' });
  expect((await afa('replay', '--to', '4', '--json')).out).toMatch(/^\{"kind":"replayed","to":"4","events":4,/);
  expect((await afa('replay', '--to', '999', '--compare')).code).toBe(2);
  const database = new pg.Client({ connectionString: app.home.databaseUrl! });
  await database.connect();
  const { rows } = await database.query<{ key: string }>(
    `UPDATE rm_1.parties SET doc = jsonb_set(doc::jsonb, '{kind}', '"office"') WHERE key = (SELECT min(key) FROM rm_1.parties) RETURNING key`,
  );
  await database.end();
  const found = await afa('replay', '--to', 'end', '--compare');
  expect(found.code).toBe(3);
  expect(found.out).toMatch(new RegExp(`parties +${rows[0]!.key} +different +doc\\n`));
  const json = await afa('replay', '--to', 'end', '--compare', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ equal: false, differences: [{ model: 'parties', key: rows[0]!.key }] });
});

it('leaves no schema of a replay behind', async () => {
  const database = new pg.Client({ connectionString: app.home.databaseUrl! });
  await database.connect();
  const { rows } = await database.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rm_replay%'");
  await database.end();
  expect(rows).toEqual([]);
});

it('backs up while commands come in; the file is ours alone and is not replaced unasked', async () => {
  const party = (form: string): string => JSON.stringify({ kind: 'state', names: [{ form }] });
  const writing = Promise.all(['U', 'V', 'W'].map((form) => afa('command', 'RegisterParty', '--data', party(form))));
  const words = expect.stringMatching(/events backed up to/);
  expect(await afa('backup', backup())).toMatchObject({ code: 0, err: '', out: words });
  await writing;
  expect((await stat(backup())).mode & 0o777).toBe(0o600);
  expect((await afa('backup', backup())).code).toBe(5);
  expect((await afa('backup', '-')).out.split('\n')[0]).toMatch(/^\{"format":"afa-backup","version":1,/);
});

it('refuses a damaged backup with its line, keeps nothing of it, and restores the whole one', async () => {
  const whole = await readFile(backup());
  const damaged = Buffer.from(whole);
  damaged[whole.length - 400]! ^= 1;
  const line = whole
    .subarray(0, whole.length - 400)
    .toString('latin1')
    .split('\n').length;
  const file = join(folder, 'damaged.jsonl');
  await writeFile(file, damaged);
  const words = expect.stringMatching(new RegExp(`line ${line} of the backup is damaged.*Nothing was restored`));
  expect(await restore(file)).toMatchObject({ code: 3, err: words });

  const { position } = JSON.parse(whole.toString().split('\n')[0]!) as { position: string };
  const done = expect.stringMatching(new RegExp(`${position} events restored, up to position ${position}`));
  expect(await restore('-', whole.toString())).toMatchObject({ code: 0, err: done });
  const full = expect.stringMatching(/only restored into an empty register/);
  expect(await restore(backup())).toMatchObject({ code: 5, err: full });
}, 180_000);

it('is the same register elsewhere: events, histories and rows', async () => {
  const restored = await other.start();
  const there = (...argv: string[]): Promise<Ran> => runAfa(argv, { environment: at(other) });
  const events = linesOf<{ position: string }>((await there('events', '--json')).out);
  expect(events.length).toBeGreaterThan(6);
  expect(events).toEqual(linesOf((await afa('events', '--json')).out).slice(0, events.length));
  expect(await there('replay', '--to', 'end', '--compare')).toMatchObject({ code: 0 });
  const stream = await swapStream();
  expect((await there('history', stream, '--json')).out).toBe((await afa('history', stream, '--json')).out);
  await restored.stop();
}, 180_000);
