import type pg from 'pg';

import type { HealthCheck } from '../health.ts';
import { openPool } from '../postgres/pool.ts';
import { type DatabaseRole, readRoleUrl } from '../postgres/roles.ts';
import type { StoreSettings } from '../variables.ts';
import type { Running } from './run-service.ts';
import { untilReachable } from './until-reachable.ts';

/** How far the log has ever been published; null before the first event. */
const PUBLISHED = 'SELECT relay.furthest_position()::text AS position';

async function publishedPosition(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ position: string | null }>(PUBLISHED);
  return rows[0]?.position ?? '0';
}

/** What is asked of an event log here; the platform knows no more of it. */
interface Log {
  head(): Promise<{ readonly position: string }>;
  close(): Promise<void>;
}

export interface StoresOptions<Opened extends Log> {
  /** The duty of this process in the database. */
  readonly role: DatabaseRole;
  /** Most connections of the pool. */
  readonly most: number;
  readonly settings: StoreSettings;
  readonly running: Running;
  readonly openLog: (pool: pg.Pool) => Promise<Opened> | Opened;
  /** Refuses a log that ends before a position that was published from it. */
  readonly assertNotBehind: (log: Opened, position: string) => Promise<void>;
}

export interface Stores<Opened extends Log> {
  readonly pool: pg.Pool;
  /** The login of the role, for further connections. */
  readonly url: string;
  readonly log: Opened;
  /** For `/readyz`. */
  readonly checks: Readonly<Record<'log' | 'database', HealthCheck>>;
}

/**
 * The database and the event log of a process, opened when both answer. A log that ends before what was published from it was restored from an
 * old copy: new events would get places that consumers have seen with other content, and be dropped as repeats without a word.
 * @throws PlatformError `secrets-missing`, `dependency-unreachable`, and what `assertNotBehind` throws
 */
export async function openStores<Opened extends Log>(options: StoresOptions<Opened>): Promise<Stores<Opened>> {
  const { role, most, settings, openLog } = options;
  const { logger, open, patience } = options.running;
  const url = await readRoleUrl(settings.databaseUrl, role, settings.secretsDirectory);
  const pool = openPool({ url, most }, logger, open);
  const published = await untilReachable('The database', () => publishedPosition(pool), patience);
  const log = await untilReachable('The event log', async () => openLog(pool), patience);
  open.later(() => log.close());
  await untilReachable('The event log', () => options.assertNotBehind(log, published), patience);
  const checks = {
    log: () => log.head().then(() => undefined),
    database: () => pool.query('SELECT 1').then(() => undefined),
  };
  return { pool, url, log, checks };
}
