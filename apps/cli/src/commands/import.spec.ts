import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { says, toldCommandLine } from '../testing/told-server.ts';

const { line, server, at } = toldCommandLine();

describe('an import', () => {
  const message = (kind: string, more: object): string => `${JSON.stringify({ kind, ...more })}\n`;
  const summary = { commands: 3, accepted: 1, repeated: 1, rejected: 1, position: '9', dryRun: false };
  const rejected = {
    line: 7,
    command: 'ReportLeg',
    as: 'f21',
    record: 'F21',
    rejections: [{ line: 9, rule: 'unknown-reference', pointer: '/claim/evidence/0/source', detail: 'no such source' }],
  };
  let file: string;
  beforeEach(async () => {
    file = line.path('case.yaml');
    await writeFile(file, 'namespace: test\n');
  });

  it('tells each rejected command with line, field and rule, and fails', async () => {
    server.answer = says(
      200,
      message('progress', { done: 3, total: 3 }) + message('rejected', rejected) + message('summary', summary),
    );
    const { code, out, err } = await at(['import', file]);
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out.split('\n')[0]).toBe(
      `${file}:9: ReportLeg f21 (F21): claim.evidence[0].source: unknown-reference (no such source)`,
    );
    expect(out).toMatch(/FILE +COMMANDS +ACCEPTED +HELD ALREADY +REJECTED +POSITION\n.* 3 +1 +1 +1 +9\n/);
    expect(server.seen[0]).toMatchObject({
      url: '/v1/imports',
      body: 'namespace: test\n',
      headers: { 'content-type': 'application/yaml' },
    });
  });

  it('gives JSON Lines with --json', async () => {
    server.answer = says(200, message('rejected', rejected) + message('summary', summary));
    const { out } = await at(['import', file, '--json', '--dry-run']);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { file, kind: 'rejected', ...rejected },
      { file, kind: 'summary', ...summary },
    ]);
    expect(server.seen[0]!.url).toBe('/v1/imports?dryRun=true');
  });

  it('that breaks off is unavailable, whether between two messages or within one', async () => {
    server.answer = says(200, message('progress', { done: 1, total: 3 }));
    expect(await at(['import', file])).toMatchObject({
      code: 6,
      err: expect.stringMatching(/broke off: .*\n.*goes on from there/),
    });
    server.answer = says(200, message('failed', { detail: 'the event log is away' }));
    expect((await at(['import', file])).err).toMatch(/broke off: the event log is away\n/);
    server.answer = says(200, '{"kind":"progr');
    expect((await at(['import', file])).code).toBe(6);
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write(message('progress', { done: 1, total: 3 }), () => response.destroy());
    };
    expect((await at(['import', file])).code).toBe(6);
  });

  it('sends nothing where one of the files is missing or no text', async () => {
    const latin = line.path('latin.yaml');
    await writeFile(latin, Buffer.from([0xff, 0xfe, 0x41]));
    expect((await at(['import', file, latin])).code).toBe(1);
    expect((await at(['import', file, 'nowhere.yaml'])).code).toBe(4);
    expect(server.seen).toEqual([]);
  });
});
