import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import { lockDataDirectory } from '../data-directory-lock.ts';
import { messageOf, PlatformError } from '../error.ts';
import { ensureDirectory, loadOrCreateSecret, readTextIfPresent } from '../files.ts';
import type { Logger } from '../logger.ts';
import { pause } from '../processes.ts';
import type { Binaries } from './binaries.ts';
import { findBinaries } from './binaries.ts';
import type { ClusterPlace } from './cluster.ts';
import { ADMIN_ROLE, ensureCluster, locateCluster } from './cluster.ts';
import type { LaunchRequest, Postmaster } from './postmaster.ts';
import { assertServes, findPostmaster, freePort, launchServer, stopServer } from './postmaster.ts';
import { superviseServer } from './supervise.ts';

export interface EmbeddedPostgresOptions {
  /** The application's data directory; made if missing. */
  readonly dataDirectory: string;
  readonly logger: Logger;
  /** Default: a free one. */
  readonly port?: number;
  /** Server settings on top of ours, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** For root only: where binaries and clusters go that the server's account could not reach otherwise. Default `/var/lib/all-for-all`. */
  readonly sharedDirectory?: string;
}

export interface EmbeddedPostgres {
  /** Superuser, database `postgres`. Holds the password: never log it. */
  readonly adminUrl: string;
  /** The server was left running by a process that was killed, and now is ours. */
  readonly adopted: boolean;
  /** Of the server as it is now; another after a crash. */
  readonly pid: number;
  /** Fast shutdown; resolves when the server is gone and the data directory is free for another process. */
  stop(): Promise<void>;
}

const SHARED_DIRECTORY = '/var/lib/all-for-all';
const passwordFile = (dataDirectory: string): string => join(dataDirectory, 'secrets', 'postgres-admin');
const urlOf = (password: string, port: number): string =>
  `postgresql://${ADMIN_ROLE}:${password}@127.0.0.1:${port}/postgres`;

/** A server that still runs on the cluster, once it takes connections. */
async function adopt(cluster: string): Promise<Postmaster | undefined> {
  for (;;) {
    const found = await findPostmaster(cluster);
    if (!found || found.ready) return found;
    await pause(25);
  }
}

/** A free port can be gone before the server binds it, so that is tried again; a port that was asked for is not. */
async function launchOnFreePort(request: Omit<LaunchRequest, 'port'>, port?: number): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchServer({ ...request, port: port ?? (await freePort()) });
    } catch (error) {
      const retry = error instanceof PlatformError && error.code === 'port-in-use' && port === undefined && attempt < 5;
      if (!retry) throw error;
    }
  }
}

function passwordLost(dataDirectory: string): PlatformError {
  const file = passwordFile(dataDirectory);
  return new PlatformError(
    'data-directory-damaged',
    `The password of the database is gone: put the file ${file} back, or restore a backup into an empty data directory.`,
  );
}

interface Prepared {
  readonly request: Omit<LaunchRequest, 'port'>;
  readonly password: string;
}

async function prepare(options: EmbeddedPostgresOptions, dataDirectory: string): Promise<Prepared> {
  const shared = options.sharedDirectory ?? SHARED_DIRECTORY;
  const at: ClusterPlace = await locateCluster(dataDirectory, shared);
  const binaries: Binaries = await findBinaries(
    at.account,
    at.account.uid === undefined ? join(dataDirectory, 'binaries') : shared,
  );
  if (existsSync(at.cluster) && !existsSync(passwordFile(dataDirectory))) throw passwordLost(dataDirectory);
  const password = await loadOrCreateSecret(passwordFile(dataDirectory));
  const cluster = await ensureCluster(at, binaries, password);
  const logFile = join(dataDirectory, 'postgres.log');
  return {
    password,
    request: { binary: binaries.postgres, account: at.account, cluster, logFile, settings: options.settings },
  };
}

async function run(
  options: EmbeddedPostgresOptions,
  dataDirectory: string,
  unlock: () => Promise<void>,
): Promise<EmbeddedPostgres> {
  const { request, password } = await prepare(options, dataDirectory);
  const found = await adopt(request.cluster);
  const server = found ?? (await launchOnFreePort(request, options.port));
  const adminUrl = urlOf(password, server.port);
  try {
    await assertServes(adminUrl, request.cluster);
  } catch (error) {
    if (!found) await stopServer(request.cluster, server.pid);
    throw error;
  }
  options.logger.info({ pid: server.pid, port: server.port, adopted: found !== undefined }, 'PostgreSQL is running');
  const supervised = superviseServer({ ...request, port: server.port }, server.pid, options.logger);
  let stopped: Promise<void> | undefined;
  return {
    adminUrl,
    adopted: found !== undefined,
    get pid() {
      return supervised.pid();
    },
    stop: () =>
      (stopped ??= supervised
        .stop()
        .then((pid) => stopServer(request.cluster, pid))
        .then(unlock)),
  };
}

/**
 * Starts PostgreSQL on the data directory, creating the cluster on first use, and keeps it running: a server that dies is started again on the same port.
 * After a `kill -9` of our process the server lives on and is adopted by the next start. Nothing stops it but `stop()`: there is no exit hook,
 * so that the application can drain first.
 * @throws PlatformError one sentence each: `data-directory-in-use`, `-unwritable`, `-not-ours`, `-damaged`, `-version`, `port-in-use`,
 *   `no-unprivileged-account`, `postgres-binaries-missing`, `postgres-start-failed`
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  // As root the server's account must pass through; the secrets inside have modes of their own.
  await ensureDirectory(options.dataDirectory, process.getuid?.() === 0 ? 0o711 : 0o700);
  const dataDirectory = realpathSync(options.dataDirectory);
  const unlock = await lockDataDirectory(dataDirectory);
  try {
    return await run(options, dataDirectory, unlock);
  } catch (error) {
    await unlock();
    if (error instanceof PlatformError) throw error;
    throw new PlatformError(
      'postgres-start-failed',
      `PostgreSQL did not start on ${dataDirectory}: ${messageOf(error)}.`,
      { cause: error },
    );
  }
}

/** The server of a data directory that another process runs, for a tool beside it; undefined where none runs. It is not ours to stop. */
export async function findEmbeddedPostgres(
  dataDirectory: string,
  sharedDirectory = SHARED_DIRECTORY,
): Promise<{ adminUrl: string } | undefined> {
  const password = (await readTextIfPresent(passwordFile(dataDirectory)))?.trim();
  if (password === undefined) return undefined;
  const real = realpathSync(dataDirectory);
  const { cluster } = await locateCluster(real, sharedDirectory);
  const found = await findPostmaster(cluster);
  return found && { adminUrl: urlOf(password, found.port) };
}
