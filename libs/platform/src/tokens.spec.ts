import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { authenticate, knownToken, loadOrCreateToken, makeToken, requireActor, tokenPath } from './tokens.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afa-tokens-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('loadOrCreateToken', () => {
  it('makes a token once and keeps it for its owner only', async () => {
    const first = await loadOrCreateToken(tokenPath(directory));
    expect(first).toMatchObject({ created: true, token: expect.stringMatching(/^afa_[\w-]{43}$/) });
    expect(statSync(tokenPath(directory)).mode & 0o777).toBe(0o600);
    expect(await loadOrCreateToken(tokenPath(directory))).toEqual({ token: first.token, created: false });
    rmSync(tokenPath(directory));
    expect((await loadOrCreateToken(tokenPath(directory))).token).not.toBe(first.token);
  });

  it('never takes an emptied or damaged file for a token', async () => {
    await loadOrCreateToken(tokenPath(directory));
    for (const content of ['', 'afa_short', 'secret']) {
      writeFileSync(tokenPath(directory), content);
      await expect(loadOrCreateToken(tokenPath(directory))).rejects.toMatchObject({ code: 'data-directory-damaged' });
    }
  });
});

describe('authenticate', () => {
  const [one, two] = [makeToken(), makeToken()];
  const tokens = [knownToken('editor', one), knownToken('importer', two)];

  it('knows whose token it is', () => {
    expect(authenticate(`Bearer ${one}`, tokens)).toEqual({ kind: 'authenticated', actor: 'editor' });
    expect(authenticate(`bearer ${two}`, tokens)).toEqual({ kind: 'authenticated', actor: 'importer' });
    expect(requireActor(`Bearer ${two}`, tokens)).toBe('importer');
  });

  it.each([
    one,
    `Basic ${one}`,
    `Bearer ${one}x`,
    `Bearer ${one.slice(0, -1)}`,
    `Bearer ${one} ${two}`,
    'Bearer',
    'Bearer ',
    `Bearer ${makeToken()}`,
  ])('refuses "%s"', (header) => expect(authenticate(header, tokens)).toEqual({ kind: 'refused' }));

  it('keeps "no token" and "wrong token" apart, and challenges for both', () => {
    expect(authenticate(undefined, tokens)).toEqual({ kind: 'anonymous' });
    expect(authenticate('Bearer x', [])).toEqual({ kind: 'refused' });
    const thrownBy = (header: string | undefined): unknown => {
      try {
        return requireActor(header, tokens);
      } catch (error) {
        return error;
      }
    };
    expect(thrownBy(undefined)).toMatchObject({
      problem: { status: 401 },
      headers: { 'www-authenticate': 'Bearer realm="all-for-all"' },
    });
    expect(thrownBy('Bearer x')).toMatchObject({
      problem: { status: 401 },
      headers: { 'www-authenticate': expect.stringContaining('invalid_token') },
    });
  });
});
