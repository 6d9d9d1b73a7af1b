import { randomBytes, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { link, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, PlatformError } from './error.ts';
import { readTextIfPresent, unwritable } from './files.ts';
import { isAlive, pause, startMark } from './processes.ts';

interface Holder {
  readonly pid: number;
  readonly instance?: string;
  readonly started?: string | undefined;
}

/** Tells our own lock from that of an earlier process with our number, which is the rule in containers. */
const INSTANCE = randomUUID();

function holds(holder: Holder): boolean {
  if (holder.pid === process.pid) return holder.instance === INSTANCE;
  return isAlive(holder.pid) && (holder.started === undefined || holder.started === startMark(holder.pid));
}

function parse(text: string | undefined): Holder | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Holder);
  } catch {
    return undefined;
  }
}

/** A process killed while it cleared leaves its mark; clearing takes no time, so an old mark is such a one. */
const CLEARING_LASTS_MS = 5_000;

/**
 * Removes a dead holder's file. One rival at a time, which looks again once it is alone: otherwise a slow one
 * would remove the fresh lock of a quick one.
 */
async function clearStale(path: string, directory: string): Promise<void> {
  const mark = `${path}.clearing`;
  try {
    await writeFile(mark, '', { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unwritable(directory, error);
    const since = statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > CLEARING_LASTS_MS) await rm(mark, { force: true });
    return pause(20);
  }
  try {
    if ((await ownerOf(directory)) === undefined) await rm(path, { force: true });
  } finally {
    await rm(mark, { force: true });
  }
}

/** The live process that owns the data directory, if any. */
export async function ownerOf(directory: string): Promise<number | undefined> {
  const holder = parse(await readTextIfPresent(join(directory, 'lock.json')));
  return holder && holds(holder) ? holder.pid : undefined;
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
    await writeFile(draft, JSON.stringify({ pid: process.pid, instance: INSTANCE, started: startMark(process.pid) }), {
      mode: 0o600,
    });
  } catch (error) {
    throw unwritable(directory, error);
  }
  try {
    await linkUnlessHeld(draft, path, directory);
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(path, { force: true });
}

/** `link` either makes the whole file or fails: no reader ever sees half a lock. */
async function linkUnlessHeld(draft: string, path: string, directory: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
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
