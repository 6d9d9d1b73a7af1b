import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, PlatformError } from './error.ts';
import { readTextIfPresent, unwritable } from './files.ts';
import { isAlive, startMark } from './processes.ts';

interface Holder {
  readonly pid: number;
  readonly started?: string | undefined;
}

/** Directories locked by this very process: its own id in the file would otherwise pass for a stale one. */
const heldHere = new Set<string>();

function holds(holder: Holder, directory: string): boolean {
  if (holder.pid === process.pid) return heldHere.has(directory);
  return isAlive(holder.pid) && (holder.started === undefined || holder.started === startMark(holder.pid));
}

function parse(text: string | undefined): Holder | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Holder);
  } catch {
    return undefined;
  }
}

/** Moves a dead holder's file away. If a rival was quicker and the moved file is its live one, that is put back. */
async function clearStale(path: string, directory: string): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw unwritable(path, error);
  }
  const holder = parse(await readFile(aside, 'utf8'));
  if (holder && holds(holder, directory)) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** The live process that owns the data directory, if any. */
export async function ownerOf(directory: string): Promise<number | undefined> {
  const holder = parse(await readTextIfPresent(join(directory, 'lock.json')));
  return holder && holds(holder, directory) ? holder.pid : undefined;
}

/**
 * Takes the data directory for this process; answers the function that gives it back.
 * A lock of a process that is gone (kill -9, power cut) is taken over. It gives a clear message; what fences a second writer is the event log's epoch.
 * @throws PlatformError `data-directory-in-use`, `data-directory-unwritable`
 */
export async function lockDataDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'lock.json');
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(draft, JSON.stringify({ pid: process.pid, started: startMark(process.pid) }), { mode: 0o600 });
  } catch (error) {
    throw unwritable(directory, error);
  }
  try {
    await linkUnlessHeld(draft, path, directory);
  } finally {
    await rm(draft, { force: true });
  }
  heldHere.add(directory);
  return async () => {
    heldHere.delete(directory);
    await rm(path, { force: true });
  };
}

/** `link` either makes the whole file or fails: no reader ever sees half a lock. */
async function linkUnlessHeld(draft: string, path: string, directory: string): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await link(draft, path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw unwritable(directory, error);
    }
    const owner = await ownerOf(directory);
    if (owner !== undefined) break;
    await clearStale(path, directory);
  }
  const owner = await ownerOf(directory);
  throw new PlatformError(
    'data-directory-in-use',
    `The data directory ${directory} is in use by process ${owner ?? 'unknown'}; stop it first, or choose another directory with AFA_DATA_DIR.`,
  );
}
