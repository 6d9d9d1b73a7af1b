import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { afa, linesOf } from '../cli/afa.ts';
import { createStandaloneHome, type RunningStandalone, type StandaloneHome } from '../support/standalone.ts';
import { ask, type Loose, send } from './ask.ts';

let home: StandaloneHome;
let app: RunningStandalone;
beforeAll(async () => {
  home = await createStandaloneHome();
  app = await home.start();
});
afterAll(() => home.remove());

const run = (...argv: readonly string[]) =>
  afa(['projections', ...argv], { environment: { AFA_DATA_DIR: home.dataDirectory } });
const asJson = async (...argv: readonly string[]): Promise<Loose[]> =>
  linesOf<Loose>((await run(...argv, '--json')).out);

const operate = (name: string, body: object, token = app.token) =>
  fetch(`${app.url}/v1/operations/projections/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });

async function inDatabase(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: home.databaseUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** What the answer says of the swap, but for the position. */
const swaps = async (): Promise<string> => JSON.stringify((await ask(app.url, '/v1/swaps')).data);

describe('the generations of a running register', () => {
  it('are rebuilt, compared, switched, switched back and retired from the command line, while it answers', async () => {
    const before = await swaps();
    expect(await run('switch')).toMatchObject({
      code: 5,
      err: expect.stringContaining('no generation is built') as unknown,
    });
    const built = await run('rebuild');
    expect(built).toMatchObject({ code: 0, out: expect.stringMatching(/^generation 2 is built/) as unknown });
    expect(await run('switch', '--dry-run')).toMatchObject({
      code: 5,
      err: expect.stringContaining('not compared') as unknown,
    });
    const compared = await run('compare');
    expect(compared.code).toBe(0);
    expect(compared.out).toMatch(/swaps +(\d+) +\1 +0\n/);
    expect(await run('switch', '--dry-run')).toMatchObject({ code: 0 });
    expect((await asJson('list')).map(({ status }) => status)).toEqual(['serving', 'building']);
    expect((await asJson('switch'))[0]).toMatchObject({ former: 1, serving: 2, dryRun: false });
    expect(await swaps()).toBe(before);
    const { body } = await send(app, 'RegisterParty', { kind: 'organisation', names: [{ form: 'Another' }] });
    expect((await run('rollback')).code).toBe(0);
    const parties = await ask(app.url, `/v1/parties?limit=200&minPosition=${body.position}`);
    expect(JSON.stringify(parties.data)).toContain('Another');
    expect((await asJson('rollback'))[0]).toMatchObject({ former: 1, serving: 2 });
    expect((await run('retire', '1')).code).toBe(0);
    expect(await run('retire', '2')).toMatchObject({
      code: 5,
      err: expect.stringContaining('generation 2 serves') as unknown,
    });
    expect((await asJson('list')).map(({ status }) => status)).toEqual(['retired', 'serving']);
    expect(await swaps()).toBe(before);
  });

  it('are for those with the token, and a body that is none is refused', async () => {
    for (const name of ['rebuild', 'compare', 'switch', 'rollback', 'retire', 'cancel'])
      expect((await operate(name, {}, 'x')).status).toBe(401);
    expect((await operate('rebuild', { passes: 0 })).status).toBe(400);
    expect((await operate('switch', { force: {} })).status).toBe(400);
    expect((await operate('retire', {})).status).toBe(400);
    const refused = await operate('compare', {});
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ errors: [{ rule: 'not-there' }] });
  });

  it('that differ are named, refused, and given up', async () => {
    expect((await run('rebuild', '--passes', '3')).code).toBe(0);
    await inDatabase(`UPDATE rm_3.swaps SET doc = '{}'`);
    const compared = await run('compare');
    expect(compared.code).toBe(3);
    expect(compared.out).toMatch(/swaps +[0-9a-f-]{36} +\d+ +different +doc\n/);
    expect(await run('switch')).toMatchObject({ code: 5, err: expect.stringContaining('differs') as unknown });
    expect((await run('cancel')).out).toBe('generation 3 is retired, its tables are dropped\n');
  });

  it('of an older release are replaced from the log on the next start, and nothing is asked of the old ones', async () => {
    const before = await swaps();
    await app.stop();
    await inDatabase('ALTER TABLE rm_2.personal_values DROP COLUMN keys', 'DROP TABLE rm_2.talks');
    app = await home.start();
    expect(app.output().stderr + app.output().stdout).toContain('made by other code');
    expect(await swaps()).toBe(before);
    expect((await asJson('list')).map(({ status }) => status)).toEqual(['retired', 'standby', 'retired', 'serving']);
    expect((await run('list')).out).toMatch(/made by other code, lacks talks, personal_values\.keys/);
  });
});
