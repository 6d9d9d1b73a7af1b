import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { addressOfNobody, says, toldCommandLine } from '../testing/told-server.ts';
import { tokenPath } from './data-directory.ts';

const { line, server, at } = toldCommandLine();

describe('a server', () => {
  it.each([
    [404, 4],
    [412, 5],
    [422, 1],
    [503, 6],
  ])('%d ends with %d', async (status, code) => {
    server.answer = says(status, { title: 'No', detail: 'because' });
    const failed = await at(['command', 'ReportLeg', '--data', '{}']);
    expect(failed).toEqual({ code, out: '', err: 'afa: because\n' });
  });

  it('answers in JSON on stderr what went wrong, with --json', async () => {
    server.answer = says(503, { title: 'No', status: 503 });
    const { err, out } = await at(['history', 'swap-x', '--json']);
    expect(out).toBe('');
    expect(JSON.parse(err)).toEqual({ title: 'No', status: 503 });
  });

  it('suggests the command that was meant', async () => {
    const errors = [{ pointer: '', rule: 'unknown-command', detail: 'there is no command' }];
    server.answer = says(404, { title: 'No', errors });
    const { code, err } = await at(['command', 'ReportLegs']);
    expect(code).toBe(2);
    expect(err).toBe('afa: there is no command ReportLegs\n  Did you mean ReportLeg?\n');
  });

  it('is sent the key, the revision and the token it was given, not the one of the data directory', async () => {
    await mkdir(line.path('secrets'));
    await writeFile(tokenPath(line.path()), 'afa_of_another\n');
    server.answer = says(201, { commandId: 'c', stream: 'party-1', id: '1', revision: 0, position: '1', events: [] });
    await at(['command', 'RegisterParty', '--data', '{"a":1}', '--key', 'k', '--if-match', '4'], {
      environment: { AFA_TOKEN: 'afa_given' },
    });
    await at(['command', 'RegisterParty', '--dry-run', '-'], { stdin: '{"b":2}' });
    expect(server.seen[0]).toMatchObject({
      url: '/v1/commands/RegisterParty',
      body: '{"a":1}',
      headers: { authorization: 'Bearer afa_given', 'idempotency-key': 'k', 'if-match': '"4"' },
    });
    expect(server.seen[1]).toMatchObject({ url: '/v1/commands/RegisterParty?dryRun=true', body: '{"b":2}' });
    expect(server.seen[1]!.headers['authorization']).toBeUndefined();
  });

  it('that cannot be reached is unavailable', async () => {
    const { code, err } = await line.afa(['events', '--url', await addressOfNobody()]);
    expect(code).toBe(6);
    expect(err).toMatch(/cannot be reached \(ECONNREFUSED\)/);
  });

  it('that is something else is told so', async () => {
    server.answer = (_request, response) => response.end('<html>');
    expect(await at(['events'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/does not answer as this register does/),
    });
  });
});

describe('a file that may not be read', () => {
  it('is told, where the account is subject to rights', async () => {
    const file = line.path('case.yaml');
    await writeFile(file, '');
    await chmod(file, 0o000);
    const { code } = await line.afa(['import', file, '--url', await addressOfNobody()]);
    expect(code).toBe(process.getuid?.() === 0 ? 6 : 1);
  });
});
