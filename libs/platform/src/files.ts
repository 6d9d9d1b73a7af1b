import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { codeOf, messageOf, PlatformError } from './error.ts';

/** Turns what the file system says into one sentence about `path`. */
export function unwritable(path: string, error: unknown): PlatformError {
  const code = codeOf(error);
  const why = code === 'EACCES' || code === 'EPERM' ? 'this user may not write there' : messageOf(error);
  return new PlatformError('data-directory-unwritable', `Cannot use ${path}: ${why}.`, { cause: error });
}

/**
 * Makes a directory and its parents, if missing. The mode is set only on a directory made here: an existing one is the operator's.
 * @throws PlatformError `data-directory-unwritable`
 */
export async function ensureDirectory(path: string, mode = 0o700): Promise<void> {
  try {
    const made = await mkdir(path, { recursive: true });
    if (made !== undefined) await chmod(path, mode);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Reads a small text file; undefined where there is none. */
export async function readTextIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'EACCES') {
      throw new PlatformError('data-directory-not-ours', `Cannot read ${path}: it belongs to another user.`, {
        cause: error,
      });
    }
    throw error;
  }
}

/**
 * Writes a secret so that nobody else can read it (0600) and a crash leaves the old content or the new, never half of it.
 * @throws PlatformError `data-directory-unwritable`
 */
export async function writeSecret(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}`;
  await ensureDirectory(dirname(path));
  try {
    await writeFile(temporary, content, { mode: 0o600, flag: 'wx', flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw unwritable(path, error);
  }
}

/** Where a data directory keeps its secrets. */
export const secretsIn = (dataDirectory: string): string => join(dataDirectory, 'secrets');

/** The secret in `path`, made on first use: 256 random bits as base64url. */
export async function loadOrCreateSecret(path: string): Promise<string> {
  const existing = (await readTextIfPresent(path))?.trim();
  if (existing) return existing;
  const secret = randomBytes(32).toString('base64url');
  await writeSecret(path, `${secret}\n`);
  return secret;
}
