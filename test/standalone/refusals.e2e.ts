import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  createStandaloneHome,
  type Ended,
  type RunningStandalone,
  serverDirectory,
  type StandaloneHome,
} from '../support/standalone.ts';
import { ask, send } from './ask.ts';

/** One sentence for the person at the terminal, and nothing else: no stack, no log line, no banner. */
function sentenceOf({ code, stdout, stderr }: Ended): string {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^\S[^\n]*\.\n$/);
  return stderr;
}

describe('a start that cannot be', () => {
  let home: StandaloneHome;
  beforeAll(async () => {
    home = await createStandaloneHome();
  });
  afterAll(() => home?.remove());
  const refused = async (environment: Record<string, string | undefined>, ...given: string[]) =>
    sentenceOf(await home.startAndEnd({ environment, arguments: given }));

  it('names every bad variable at once', async () => {
    const sentence = await refused({ AFA_PORT: 'four thousand', AFA_LOG_LEVEL: 'loud' });
    expect(sentence).toContain('AFA_PORT');
    expect(sentence).toContain('AFA_LOG_LEVEL');
    expect(sentence).not.toContain('four thousand');
  });

  it('names an option that it does not know', async () => {
    expect(await refused({}, '--emtpy')).toContain('--emtpy');
  });

  it('names the file that stands in the place of the data directory', async () => {
    const file = `${home.dataDirectory}-file`;
    await writeFile(file, '');
    expect(await refused({ AFA_DATA_DIR: file })).toContain(file);
  });

  it('names the database that does not answer, and keeps its password', async () => {
    const sentence = await refused({ DATABASE_URL: 'postgresql://someone:secret-word@127.0.0.1:1/register' });
    expect(sentence).toContain('127.0.0.1:1/register');
    expect(sentence).not.toContain('secret-word');
  });

  it('names the port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    try {
      const sentence = await refused({ AFA_PORT: String(port) }, '--empty');
      expect(sentence).toContain(`${port}`);
      expect(sentence).toContain('AFA_PORT');
    } finally {
      taken.close();
    }
  });

  it('names the token file that holds no token', async () => {
    const file = join(home.dataDirectory, 'secrets/token');
    await writeFile(file, 'once upon a time');
    expect(await refused({}, '--empty')).toContain(file);
  });
});

describe('a second start', () => {
  let home: StandaloneHome;
  let first: RunningStandalone;
  beforeAll(async () => {
    home = await createStandaloneHome({ database: 'embedded' });
    first = await home.start({ arguments: ['--empty'] });
  });
  afterAll(() => home?.remove());

  it('on the same data says which process has them, and leaves that one alone', async () => {
    const sentence = sentenceOf(await home.startAndEnd());
    expect(sentence).toContain(home.dataDirectory);
    expect(sentence).toContain(String(first.pid));
    const { status } = await send(first, 'RegisterParty', { kind: 'state', names: [{ form: 'North' }] });
    expect(status).toBe(201);
  });

  it('after data were damaged says so, and how to go on', async () => {
    await first.stop();
    await writeFile(join(await serverDirectory(home.dataDirectory), 'cluster/global/pg_control'), 'once upon a time');
    const sentence = sentenceOf(await home.startAndEnd());
    expect(sentence).toContain(home.dataDirectory);
    expect(sentence).toMatch(/damaged|backup/);
  });
});

describe('a second start with data of its own', () => {
  let home: StandaloneHome;
  let first: RunningStandalone;
  beforeAll(async () => {
    home = await createStandaloneHome();
    first = await home.start({ arguments: ['--empty'] });
  });
  afterAll(() => home?.remove());

  it('on the same database is refused, and the first goes on writing', async () => {
    const other = { AFA_DATA_DIR: `${home.dataDirectory}-other` };
    expect(sentenceOf(await home.startAndEnd({ environment: other }))).toContain('stop it first');
    const { status } = await send(first, 'RegisterParty', { kind: 'state', names: [{ form: 'North' }] });
    expect(status).toBe(201);
    expect((await ask(first.url, '/readyz')).status).toBe('ok');
  });

  it('with the same secrets, too', async () => {
    expect(sentenceOf(await home.startAndEnd())).toContain(String(first.pid));
    expect((await send(first, 'RegisterParty', { kind: 'state', names: [{ form: 'South' }] })).status).toBe(201);
  });
});
