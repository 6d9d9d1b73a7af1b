import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { says, toldCommandLine } from '../testing/told-server.ts';

const { line, server, at } = toldCommandLine();

describe('a backup', () => {
  it('that comes cut off leaves no file, and is told', async () => {
    server.answer = says(200, '{"format":"afa-backup","position":"1"}\n{"keys":[]}\n');
    const file = line.path('register.jsonl');
    const { code, err } = await at(['backup', file]);
    expect({ code, err }).toEqual({ code: 3, err: expect.stringMatching(/did not come whole/) });
    await expect(stat(file)).rejects.toThrow(/ENOENT/);
    await expect(stat(`${file}.part`)).rejects.toThrow(/ENOENT/);
  });

  it('is refused with what to do where the register keeps its events elsewhere', async () => {
    server.answer = says(404, { status: 404, title: 'Not found', detail: 'No resource has this address.' });
    const { code, err } = await at(['backup', line.path('elsewhere.jsonl')]);
    expect({ code, err }).toEqual({ code: 4, err: expect.stringMatching(/no backup[^]*KurrentDB/) });
  });

  it('replaces nothing unasked, and says where it may not write', async () => {
    const file = line.path('register.jsonl');
    await writeFile(file, 'precious');
    expect((await at(['backup', file])).code).toBe(5);
    expect(await readFile(file, 'utf8')).toBe('precious');
    const nowhere = await at(['backup', line.path('no/such/place.jsonl')]);
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringMatching(/cannot write/) });
  });
});
