import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { afa as runAfa, linesOf, type Ran } from '../cli/afa.ts';
import { createStandaloneHome, type RunningStandalone, type StandaloneHome } from '../support/standalone.ts';
import { ask, askGraphQL, type Loose, send, wholeLog } from './ask.ts';

const ESTIMATES = 400;

const claim =
  'claim: {claimant: {kind: party, id: $agency}, stance: true-certain, evidence: [{source: $report, located: {locator: p. 1}}]}';
const count = (value: number, op = 'eq') =>
  `count: {op: ${op}, value: ${value}, unit: {asWritten: captives, counts: person}, asWritten: ${op} ${value}}`;

/** A swap with two counts and many estimates: enough to be caught in the middle. */
const caseFile = (namespace: string, estimates: number): string =>
  [
    `namespace: ${namespace}`,
    'commands:',
    '  - RegisterParty: {as: north, kind: state, names: [{form: North}]}',
    '  - RegisterParty: {as: south, kind: armed-group, names: [{form: South}]}',
    '  - RegisterParty: {as: agency, kind: organisation, names: [{form: An agency}]}',
    '  - RegisterSource: {as: report, title: A report}',
    `  - RecordSwap: {as: swap, legs: [{leg: a, from: $north, to: $south}], ${claim}}`,
    `  - ReportLeg: {as: f1, swap: $swap, leg: a, phase: actual, ${count(233)}, ${claim}}`,
    ...Array.from(
      { length: estimates },
      (_, index) => `  - RecordEstimate: {as: e${index}, holder: $south, ${count(index, 'gt')}, ${claim}}`,
    ),
    '',
  ].join('\n');

let home: StandaloneHome;
let folder: string;
let app: RunningStandalone;

beforeAll(async () => {
  home = await createStandaloneHome();
  folder = await mkdtemp(join(tmpdir(), 'afa-withdrawal-'));
  app = await home.start({ arguments: ['--empty'] });
}, 180_000);
afterAll(async () => {
  await home?.remove();
  await rm(folder, { recursive: true, force: true });
});

const afa = (...argv: string[]): Promise<Ran> => runAfa(argv, { environment: { AFA_DATA_DIR: home.dataDirectory } });
const linesIn = (text: string): Loose[] => linesOf(text);

async function file(namespace: string, estimates: number): Promise<string> {
  const path = join(folder, `${namespace}.yaml`);
  await writeFile(path, caseFile(namespace, estimates));
  return path;
}

function withdraw(namespace: string, query = '', body: object = { reason: 'of another exchange' }): Promise<Response> {
  return fetch(`${app.url}/v1/imports/${namespace}/withdrawal${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const withdrawals = async (): Promise<string[]> =>
  (await wholeLog(app.url)).filter(({ type }) => type === 'ClaimWithdrawn').map(({ data }) => data.target);
const claimsNow = async (query: string): Promise<Loose[]> => {
  const head = (await wholeLog(app.url)).at(-1).position;
  return (await ask(app.url, `/v1/claims?limit=200&minPosition=${head}&${query}`)).data;
};

describe('an import that was a mistake', () => {
  it('is rehearsed: the command line shows which answers would change, and nothing is written', async () => {
    const imported = await afa('import', await file('small', 2));
    expect(imported).toMatchObject({ code: 0, err: 'To undo: afa withdraw --import small --reason <text>\n' });
    const before = await wholeLog(app.url);
    expect(new Set(before.map(({ metadata }) => metadata.correlationId)).size).toBe(1);
    const { code, out, err } = await afa('withdraw', '--import', 'small', '--reason', 'x', '--dry-run');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^swap-[0-9a-f-]{36}\n {2}status: recorded → nothing claimed\n {2}slot, leg a: North to South → nothing claimed\n {2}leg a, actual: = 233 captives → nothing claimed\n/m,
    );
    expect(out).toMatch(/\n {2}estimate, South: > 1 captives → nothing claimed\n/);
    expect(out).toMatch(/\nwould be withdrawn +4\n/);
    expect(await wholeLog(app.url)).toEqual(before);
  });

  it('is withdrawn over HTTP, claim by claim, and no answer rests on it', async () => {
    const answer = await withdraw('small');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^application\/x-ndjson/),
    ]);
    const messages = linesIn(await answer.text());
    expect(messages[0]).toMatchObject({ kind: 'progress', stage: 'search' });
    expect(messages.at(-1)).toMatchObject({
      kind: 'summary',
      found: 4,
      withdrawn: 4,
      rejected: 0,
      stays: { PartyRegistered: 3, SourceRegistered: 1 },
    });
    const claims = await claimsNow('');
    expect(claims.map(({ status, changes }) => [status, changes[0].reason])).toEqual(
      claims.map(() => ['withdrawn', 'of another exchange']),
    );
    expect((await ask(app.url, '/v1/swaps')).data).toEqual([]);
    expect((await ask(app.url, '/v1/estimates')).data).toEqual([]);
  });

  it('stays withdrawn: another run changes nothing, and so does another import, which says so', async () => {
    const before = await wholeLog(app.url);
    const again = await afa('withdraw', '--import', 'small', '--reason', 'another reason');
    expect(again).toMatchObject({
      code: 0,
      out: expect.stringMatching(/small: nothing was left to withdraw\n(.*\n)*withdrawn before +4\n/),
    });
    const imported = await afa('import', await file('small', 2));
    expect(imported).toMatchObject({
      code: 0,
      err: expect.stringMatching(/was withdrawn before/),
      out: expect.stringMatching(/ 8 +0 +8 +0 +\d+\n$/),
    });
    expect(await wholeLog(app.url)).toEqual(before);
    expect((await claimsNow('status=withdrawn')).length).toBe(4);
  });

  it('that nobody made is not found, and a withdrawal without reason or token is refused', async () => {
    const unknown = await withdraw('smell');
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { type: '/problems/not-found', detail: expect.stringContaining('smell') },
    ]);
    expect((await afa('withdraw', '--import', 'smell', '--reason', 'x')).code).toBe(4);
    expect((await withdraw('small', '', {})).status).toBe(400);
    expect((await withdraw('small', '', { reason: 'x', more: 1 })).status).toBe(400);
    expect((await withdraw('small', '?dryRun=perhaps')).status).toBe(400);
    expect((await fetch(`${app.url}/v1/imports/small/withdrawal`, { method: 'POST' })).status).toBe(401);
  });
});

describe('a process that is killed in the middle of a withdrawal', () => {
  it('goes on from there when asked again: all withdrawn, nothing twice', async () => {
    const path = await file('large', ESTIMATES);
    expect((await afa('import', path)).code).toBe(0);
    const before = (await withdrawals()).length;
    const begun = await withdraw('large');
    const reader = begun.body!.getReader();
    // Killed as soon as it tells that some claims, but not all, were withdrawn.
    let told = '';
    while (!/"stage":"withdraw","done":(?!0)\d/.test(told)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`it ended first: ${told}`);
      told += new TextDecoder().decode(value);
    }
    await app.kill();
    await reader.cancel().catch(() => undefined);

    app = await home.start();
    const some = (await withdrawals()).length - before;
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(ESTIMATES + 2);
    const { code, out } = await afa('withdraw', '--import', 'large', '--reason', 'of another exchange', '--json');
    expect(code).toBe(0);
    expect(linesIn(out).at(-1)).toMatchObject({
      found: ESTIMATES + 2,
      withdrawn: ESTIMATES + 2 - some,
      alreadyWithdrawn: some,
      rejected: 0,
    });
    const targets = await withdrawals();
    expect(new Set(targets).size).toBe(targets.length);
    expect(targets.length - before).toBe(ESTIMATES + 2);
    expect(await claimsNow('status=standing')).toEqual([]);
  }, 240_000);
});

describe('a command that is tried', () => {
  it('tells over REST and GraphQL which answers would change', async () => {
    await afa('import', await file('kept', 1));
    const [swap] = (await wholeLog(app.url)).filter(({ type }) => type === 'SwapRecorded').slice(-1);
    const [leg] = (await wholeLog(app.url)).filter(({ type }) => type === 'LegReported').slice(-1);
    const target = { stream: leg.stream, claim: leg.id };
    expect(swap.stream).toBe(leg.stream);
    const { status, body } = await send(app, 'WithdrawClaim?dryRun=true', { target, reason: 'misread' });
    const subject = { category: 'swap', id: leg.stream.slice(5) };
    const change = { subject, answer: 'leg', of: { leg: 'a', phase: 'actual' }, from: ['= 233 captives'], to: [] };
    expect(status).toBe(200);
    expect(body).toMatchObject({ dryRun: true, moreChanges: 0 });
    expect(body.changes[0]).toEqual(change);
    const tried = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${app.token}` },
      body: JSON.stringify({
        query:
          'mutation Try($input: WithdrawClaimInput!) { withdrawClaim(input: $input, dryRun: true) { dryRun moreChanges changes { subject { category id } answer of from to } } }',
        variables: { input: { target, reason: 'misread' } },
      }),
    });
    const answer = await tried.json();
    expect(answer.errors).toBeUndefined();
    expect(answer.data.withdrawClaim).toEqual({ dryRun: true, moreChanges: 0, changes: body.changes });
    expect((await askGraphQL(app.url, `{ claim(id: "${leg.id}") { status } }`)).claim.status).toMatch(/standing/i);
    const said = await afa('withdraw', leg.stream, leg.id, '--reason', 'misread', '--dry-run');
    expect(said).toMatchObject({
      code: 0,
      out: expect.stringMatching(/ {2}leg a, actual: = 233 captives → nothing claimed\n/),
    });
    expect((await afa('withdraw', leg.stream, leg.id, '--reason', 'misread')).code).toBe(0);
    expect((await claimsNow('status=withdrawn&type=LegReported')).map(({ id }) => id)).toContain(leg.id);
  });
});
