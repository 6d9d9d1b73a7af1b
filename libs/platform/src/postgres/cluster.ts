import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, messageOf, PlatformError } from '../error.ts';
import { ensureDirectory, readTextIfPresent, unwritable } from '../files.ts';
import type { Account } from './account.ts';
import { canReach, serverAccount } from './account.ts';
import type { Binaries } from './binaries.ts';

export const ADMIN_ROLE = 'afa_admin';

/** Where the cluster of a data directory lives: `home` belongs to the server's account, `cluster` is its PGDATA. */
export interface ClusterPlace {
  readonly home: string;
  readonly cluster: string;
  readonly account: Account;
}

const place = (home: string): ClusterPlace => ({
  home,
  cluster: join(home, 'cluster'),
  account: serverAccount(join(home, 'cluster')),
});

/**
 * `<data>/postgres`. Only where we are root and the server's account cannot get there (a data directory under a 0700 home) the cluster goes to
 * `<shared>/<random>`, and `<data>/postgres-location` says so; `owner` there names the data directory, so that a copied data directory
 * is refused instead of sharing one cluster with the original.
 * @throws PlatformError `data-directory-not-ours`, `data-directory-unwritable`, `no-unprivileged-account`
 */
export async function locateCluster(dataDirectory: string, sharedDirectory: string): Promise<ClusterPlace> {
  const pointer = join(dataDirectory, 'postgres-location');
  const recorded = (await readTextIfPresent(pointer))?.trim();
  if (recorded) {
    await assertOwner(recorded, dataDirectory);
    return place(recorded);
  }
  const inside = place(join(dataDirectory, 'postgres'));
  if (canReach(inside.account, dataDirectory)) return inside;
  const home = join(sharedDirectory, randomBytes(8).toString('hex'));
  await ensureDirectory(sharedDirectory, 0o755);
  try {
    await mkdir(home, { mode: 0o700 });
    await writeFile(join(home, 'owner'), `${dataDirectory}\n`);
    await writeFile(pointer, `${home}\n`);
  } catch (error) {
    throw unwritable(home, error);
  }
  return place(home);
}

async function assertOwner(home: string, dataDirectory: string): Promise<void> {
  const owner = (await readTextIfPresent(join(home, 'owner')))?.trim();
  if (owner === undefined) {
    throw new PlatformError(
      'data-directory-damaged',
      `The database of ${dataDirectory} was kept in ${home}, which is gone: restore a backup into an empty data directory.`,
    );
  }
  if (owner === dataDirectory || !existsSync(owner)) return;
  throw new PlatformError(
    'data-directory-not-ours',
    `The database in ${home} belongs to ${owner}, not to ${dataDirectory}: copies of a data directory need afa backup and afa restore.`,
  );
}

function runInitdb(binaries: Binaries, account: Account, target: string, passwordFile: string): Promise<void> {
  const options = [
    ['-D', target, '-U', ADMIN_ROLE, '--pwfile', passwordFile],
    ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'],
  ].flat();
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, options, {
      ...account,
      cwd: '/',
      env: { LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.once('error', reject);
    child.once('close', (status) =>
      status === 0 ? resolve() : reject(new Error(complaint.trim() || `initdb ended with ${status}`)),
    );
  });
}

/** Creates the cluster beside its place and renames it there: whatever kills us on the way, a cluster is whole or absent. */
async function createCluster(
  { home, cluster, account }: ClusterPlace,
  binaries: Binaries,
  password: string,
): Promise<void> {
  const draft = join(home, 'cluster.new');
  const passwordFile = join(home, 'password');
  try {
    await rm(draft, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
    await ensureDirectory(home);
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account.uid !== undefined && account.gid !== undefined) {
      await chown(home, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    await chmod(home, 0o700);
  } catch (error) {
    throw unwritable(home, error);
  }
  try {
    await runInitdb(binaries, account, draft, passwordFile);
    await rename(draft, cluster);
  } catch (error) {
    throw new PlatformError('postgres-start-failed', `Cannot create a database in ${home}: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** @throws PlatformError `data-directory-version` for another major version, `data-directory-damaged` where there is none to read. */
async function assertVersion(cluster: string, binaries: Binaries): Promise<void> {
  const version = (await readTextIfPresent(join(cluster, 'PG_VERSION')))?.trim();
  if (version === String(binaries.major)) return;
  if (version !== undefined && /^\d+$/.test(version)) {
    throw new PlatformError(
      'data-directory-version',
      `The database in ${cluster} was written by PostgreSQL ${version}, this is ${binaries.major}: take a backup with the release that wrote it, then restore it here.`,
    );
  }
  throw damaged(cluster, 'its file PG_VERSION is missing or unreadable');
}

/** One sentence for a cluster that cannot be started. */
export function damaged(cluster: string, why: string): PlatformError {
  return new PlatformError(
    'data-directory-damaged',
    `The database in ${cluster} is damaged (${why}): move the data directory away and restore a backup (afa restore).`,
  );
}

/**
 * Makes sure that a whole cluster of the right version is there, and answers its real path.
 * @throws PlatformError as named above, and `postgres-start-failed`
 */
export async function ensureCluster(at: ClusterPlace, binaries: Binaries, password: string): Promise<string> {
  const entries = await readdir(at.cluster).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unwritable(at.cluster, error);
  });
  if (entries === undefined) await createCluster(at, binaries, password);
  await assertVersion(at.cluster, binaries);
  return realpathSync(at.cluster);
}
