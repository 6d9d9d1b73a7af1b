import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestStandalone } from '../support/standalone.ts';
import { afa as runAfa, linesOf, type Ran, startAfa } from './afa.ts';
import { caseFile, halfWrong, TEXT } from './scene.ts';

let app: Awaited<ReturnType<typeof startTestStandalone>>;
let folder: string;
const environment = () => ({ AFA_DATA_DIR: app.home.dataDirectory });
const afa = (...argv: string[]): Promise<Ran> => runAfa(argv, { environment: environment() });
const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

beforeAll(async () => {
  app = await startTestStandalone({ arguments: ['--empty'] });
  folder = await mkdtemp(join(tmpdir(), 'afa-cli-e2e-'));
}, 180_000);
afterAll(async () => {
  await app.remove();
  await rm(folder, { recursive: true, force: true });
});

interface Event {
  readonly id: string;
  readonly position: string;
  readonly type: string;
  readonly stream: string;
}
const events = async (...argv: string[]): Promise<Event[]> => linesOf((await afa('events', '--json', ...argv)).out);

it('shows the token of the installation', async () => {
  expect(await afa('token')).toEqual({ code: 0, out: `${app.token}\n`, err: '' });
});

describe('case files', () => {
  it('are rehearsed without a trace, imported, and imported again without a change', async () => {
    const path = await file('case.yaml', caseFile('first'));
    const rehearsed = await afa('import', '--dry-run', path);
    expect({ code: rehearsed.code, err: rehearsed.err }).toEqual({ code: 0, err: '' });
    expect(await events()).toEqual([]);
    const imported = await afa('import', path);
    expect(imported.out).toMatch(/ACCEPTED .*\n.*case\.yaml +6 +6 +0 +0 +6\n/);
    expect((await events()).map(({ type }) => type).sort()).toEqual([
      'LegReported',
      'PartyRegistered',
      'PartyRegistered',
      'PartyRegistered',
      'SourceRegistered',
      'SwapRecorded',
    ]);
    expect((await afa('import', path)).out).toMatch(/case\.yaml +6 +0 +6 +0 +6\n/);
    expect(await events()).toHaveLength(6);
  });

  it('with a rejected command lose nothing else and say line, field and rule', async () => {
    const path = await file('half.yaml', halfWrong('half'));
    const { code, out } = await afa('import', path);
    expect(code).toBe(1);
    expect(out).toMatch(/half\.yaml:4: RegisterSource lost: publisher: unknown-reference \(.*\)\n/);
    expect(out).toMatch(/half\.yaml +3 +2 +0 +1 +8\n/);
  });

  it('are taken from standard input, as JSON Lines too', async () => {
    const text = [{ namespace: 'lines' }, { RegisterParty: { as: 'x', kind: 'state', names: [{ form: 'X' }] } }];
    const stdin = text.map((line) => `${JSON.stringify(line)}\n`).join('');
    const ran = await runAfa(['import', '-', '--format', 'jsonl', '--json'], { environment: environment(), stdin });
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    expect(linesOf(ran.out).at(-1)).toMatchObject({ file: '-', kind: 'summary', commands: 1, accepted: 1 });
  });
});

describe('a command', () => {
  const party = (form: string): string => JSON.stringify({ kind: 'state', names: [{ form }] });

  it('is tried, carried out once for its key, and a conflict with another body', async () => {
    const before = (await events()).length;
    expect((await afa('command', 'RegisterParty', '--dry-run', '--data', party('A'))).out).toMatch(
      /nothing was written\n.*\nPartyRegistered +A\n/,
    );
    const first = await afa('command', 'RegisterParty', '--data', party('A'), '--key', 'a', '--json');
    expect(first.code).toBe(0);
    const again = await afa('command', 'RegisterParty', '--data', party('A'), '--key', 'a', '--json');
    expect(linesOf(again.out)).toEqual(linesOf(first.out));
    expect((await afa('command', 'RegisterParty', '--data', party('B'), '--key', 'a')).code).toBe(5);
    expect(await events()).toHaveLength(before + 1);
  });

  it('ends with what went wrong', async () => {
    const [swap] = await events('--prefix', 'swap-', '--limit', '1');
    const leg = JSON.stringify({ swap: swap!.stream.slice(5), leg: 'a', phase: 'actual' });
    const claimless = await afa('command', 'ReportLeg', '--data', leg);
    expect(claimless).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/ {2}claim: claim-missing/) });
    expect((await afa('command', 'ReportLeg', '--data', '{"leg":3}')).code).toBe(2);
    const nobody = JSON.stringify({ target: { stream: swap!.stream, claim: swap!.id }, reason: 'x' });
    const wrongRevision = await afa('command', 'WithdrawClaim', '--data', nobody, '--if-match', '40');
    expect(wrongRevision).toMatchObject({ code: 5, err: expect.stringMatching(/The stream is at revision 1\./) });
    const unknown = nobody.replace(swap!.stream, 'swap-6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11');
    expect((await afa('command', 'WithdrawClaim', '--data', unknown)).code).toBe(4);
    expect(await afa('command', 'RegisterParty', '--data', party('C'), '--token', 'afa_wrong')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/afa token shows the token/),
    });
    expect((await afa('command', 'RegisterPartey', '--data', party('C'))).err).toMatch(/Did you mean RegisterParty\?/);
  });
});

it('shows the history of a subject with names in the place of ids', async () => {
  const [swap] = await events('--prefix', 'swap-', '--limit', '1');
  const { out } = await afa('history', swap!.stream);
  const [heading, ...rows] = out.trimEnd().split('\n');
  expect(heading).toMatch(/REVISION +POSITION +RECORDED +BY +EVENT +SAYS +SAID BY +SOURCES/);
  expect(rows).toHaveLength(2);
  expect(rows[1]).toMatch(/\(.*\) +operator +LegReported +a · actual · Ten people +An agency +Exchange report$/);
  expect(linesOf((await afa('history', swap!.stream, '--json')).out)).toHaveLength(2);
  expect((await afa('history', 'swap-6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11')).code).toBe(4);
});

it('follows events, and ends in order on Ctrl-C', async () => {
  const following = startAfa(['events', '--follow', '--after', 'end', '--json'], { environment: environment() });
  await following.until(/up to date at position/);
  for (const form of ['F1', 'F2'])
    await afa('command', 'RegisterParty', '--data', JSON.stringify({ kind: 'state', names: [{ form }] }));
  await following.until(/F2/);
  following.send('SIGINT');
  const { code, out } = await following.ended;
  expect(code).toBe(0);
  expect(linesOf<Event>(out).map(({ type }) => type)).toEqual(['PartyRegistered', 'PartyRegistered']);
});

it('holds a document against its source', async () => {
  const [source] = await events('--prefix', 'source-', '--limit', '1');
  const right = await afa('source', 'attach', source!.stream, await file('text.txt', TEXT));
  expect(right).toMatchObject({
    code: 0,
    out: expect.stringMatching(/every quote stands where it should\n(.*\n)*quotes checked +1\n/),
  });
  const wrong = await afa(
    'source',
    'attach',
    source!.stream.slice(7),
    await file('other.txt', TEXT.replace('Ten', 'Two')),
  );
  expect(wrong.code).toBe(3);
  expect(wrong.out).toMatch(/DIFFERS IN +FROM +TO\n(.*\n)*quote +0 +10\n/);
});

it('finds persons by name, however it is spelt', async () => {
  const names = [{ form: 'Тарас Шевченко', lang: 'uk' }];
  const told = await afa('command', 'RegisterPerson', '--json', '--data', JSON.stringify({ names }));
  // As of the position that was answered, so that the search waits until the person can be read.
  const [{ position }] = linesOf<{ position: string }>(told.out) as [{ position: string }];
  const { code, out } = await afa('persons', 'Shevchenko', '--as-of', position);
  expect(code).toBe(0);
  expect(out).toMatch(/^FOUND BY .*\nТарас Шевченко +uk +transliteration \(uk-55-2010\) +[0-9a-f-]{36}\n$/);
  expect((await afa('persons', '')).code).not.toBe(0);
});
