import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { PlatformError } from '../error.ts';

/** Whom the server runs as. Empty: as ourselves. PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

function lookUp(name: string): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return Number(uid) > 0 ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/**
 * As a plain user: ourselves. As root: the owner of the cluster that is already there, else `postgres`, else `nobody`;
 * no account is ever created.
 * @throws PlatformError `no-unprivileged-account`
 */
export function serverAccount(existingCluster: string): Account {
  if (process.getuid?.() !== 0) return {};
  const owner = statSync(existingCluster, { throwIfNoEntry: false });
  if (owner && owner.uid > 0) return { uid: owner.uid, gid: owner.gid };
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (account) return account;
  throw new PlatformError(
    'no-unprivileged-account',
    'PostgreSQL does not run as root and /etc/passwd has neither "postgres" nor "nobody": start as an ordinary user, or set DATABASE_URL.',
  );
}

/** May the account pass through every directory down to `path`? Only root needs to ask: a plain user's server is the user. */
export function canReach(account: Account, path: string): boolean {
  if (account.uid === undefined) return true;
  for (let directory = path; ; directory = dirname(directory)) {
    const { mode, uid, gid } = statSync(directory);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    if (((mode >> shift) & 1) === 0) return false;
    if (dirname(directory) === directory) return true;
  }
}
