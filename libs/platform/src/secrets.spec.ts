import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { loadOrCreateSecrets, readAnswersSecret, readRequireActor } from './secrets.ts';
import { tokenFileIn } from './tokens.ts';
import { readTextIfPresent } from './files.ts';

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'afa-secrets-'))));
afterEach(() => rmSync(directory, { recursive: true }));

describe('the secrets of an installation', () => {
  it('are made once, and read by every process', async () => {
    const made = await loadOrCreateSecrets(directory);
    expect(made.created).toBe(true);
    const again = await loadOrCreateSecrets(directory);
    expect([again.created, again.answers]).toEqual([false, made.answers]);
    expect(await readAnswersSecret(directory)).toBe(made.answers);
    expect(statSync(join(directory, 'answers')).mode & 0o777).toBe(0o600);
    const header = `Bearer ${(await readTextIfPresent(tokenFileIn(directory)))!.trim()}`;
    const requireActor = await readRequireActor(tokenFileIn(directory));
    expect([requireActor(header), made.requireActor(header)]).toEqual(['operator', 'operator']);
    expect(() => requireActor('Bearer afa_other')).toThrow('not known');
  });

  it('are not made by a process that only reads them, which says where they were looked for', async () => {
    for (const [reading, variable] of [
      [readAnswersSecret(directory), 'AFA_SECRETS_DIR'],
      [readRequireActor(tokenFileIn(directory)), 'AFA_TOKEN_FILE'],
    ] as const)
      await expect(reading).rejects.toMatchObject({
        code: 'secrets-missing',
        message: expect.stringMatching(new RegExp(`${directory}.*${variable}`)),
      });
  });
});
