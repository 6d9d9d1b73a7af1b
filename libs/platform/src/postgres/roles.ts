import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type pg from 'pg';
import { z } from 'zod';

import { codeOf, messageOf, PlatformError } from '../error.ts';
import { readTextIfPresent, writeSecret } from '../files.ts';
import { databaseOf, withUrl } from './connection-url.ts';
import { newClient } from './pool.ts';
import { scramVerifier } from './scram.ts';

/** Who does what in the database: the command side, the relay, the projectors, the queries, and the stored answers of the API. */
export const databaseRoles = ['writer', 'relay', 'projector', 'reader', 'api'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];
export type DatabaseUrls = Readonly<Record<DatabaseRole, string>>;

/** Partial: a file of an earlier release lacks the roles that came later. */
const StoredPasswords = z.partialRecord(z.enum(databaseRoles), z.string().min(20));
type Passwords = Readonly<Record<DatabaseRole, string>>;

/** Group roles carry the privileges that migrations grant; they are shared by all databases of a server. */
export const groupOf = (role: DatabaseRole): string => `afa_${role}`;
/** With a suffix, because a database named `afa` would otherwise have logins with the names of the groups. */
export const loginOf = (database: string, role: DatabaseRole): string => `${database}_${role}_login`;

/** Names cannot be parameters; `format` with %I and %L is PostgreSQL's own quoting. */
const FORMAT_CREATE_GROUP = `SELECT format('CREATE ROLE %I NOLOGIN', $1::text) AS statement`;
const FORMAT_CREATE_LOGIN = `SELECT format('CREATE ROLE %I LOGIN', $1::text) AS statement`;
const FORMAT_SET_PASSWORD = `SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1::text, $2::text) AS statement`;
const FORMAT_JOIN_GROUP = `SELECT format('GRANT %I TO %I', $1::text, $2::text) AS statement`;
const FORMAT_CLOSE_DATABASE = `SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', $1::text) AS statement`;
const FORMAT_OPEN_DATABASE = `SELECT format('GRANT CONNECT ON DATABASE %I TO %I', $1::text, $2::text) AS statement`;
const ROLE_EXISTS = 'SELECT 1 FROM pg_roles WHERE rolname = $1';
const LOGGED_IN = 'SELECT 1 FROM pg_stat_activity WHERE usename = $1';

/** Runs the statement that a `FORMAT_…` query builds. */
export async function runFormatted(client: pg.Client, format: string, values: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(format, [...values]);
  for (const { statement } of rows) await client.query(statement);
}

async function ensureRole(client: pg.Client, name: string, format: string): Promise<boolean> {
  const { rowCount } = await client.query(ROLE_EXISTS, [name]);
  if (rowCount !== 0) return false;
  await runFormatted(client, format, [name]);
  return true;
}

const passwordsIn = (secretsDirectory: string, database: string): string =>
  join(secretsDirectory, `database-${database}.json`);

async function storedPasswords(path: string): Promise<Partial<Passwords>> {
  const stored = await readTextIfPresent(path);
  return (stored !== undefined && StoredPasswords.safeParse(JSON.parse(stored)).data) || {};
}

/** The passwords that are stored, and new ones for roles without one. */
async function loadPasswords(path: string): Promise<Passwords> {
  const stored = await storedPasswords(path);
  const missing = databaseRoles.filter((role) => stored[role] === undefined);
  const made = missing.map((role) => [role, randomBytes(32).toString('base64url')] as const);
  const passwords = { ...stored, ...Object.fromEntries(made) } as Passwords;
  if (missing.length > 0) await writeSecret(path, `${JSON.stringify(passwords)}\n`);
  return passwords;
}

const urlOf = (base: string, database: string, role: DatabaseRole, password: string): string =>
  withUrl(base, { database, user: loginOf(database, role), password });

/**
 * The address of a role's login, with the password that the migration of this database stored. Of `base` only server, database and
 * parameters are used; it needs no rights and no password.
 * @throws PlatformError `secrets-missing`
 */
export async function readRoleUrl(base: string, role: DatabaseRole, secretsDirectory: string): Promise<string> {
  const database = databaseOf(base);
  const path = passwordsIn(secretsDirectory, database);
  const password = (await storedPasswords(path))[role];
  if (password !== undefined) return urlOf(base, database, role, password);
  throw new PlatformError(
    'secrets-missing',
    `${path} holds no password of the role ${role}: run the migration first, or set AFA_SECRETS_DIR to the directory it wrote to.`,
  );
}

async function logsIn(url: string): Promise<boolean> {
  const client = newClient(url);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Refused password, or not allowed to log in or connect at all: set again below. Anything else is an outage.
    if (['28P01', '28000', '42501'].includes(codeOf(error) ?? '')) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A password set anew locks out whoever works with the old one: at its next connection, in the middle of its work. */
async function assertUnused(client: pg.Client, login: string): Promise<void> {
  const { rowCount } = await client.query(LOGGED_IN, [login]);
  if (rowCount === 0) return;
  throw new PlatformError(
    'register-in-use',
    `Another process works in this database, with the secrets of another data directory (${login} is logged in): stop it first.`,
  );
}

async function ensureLogin(client: pg.Client, database: string, role: DatabaseRole, url: string): Promise<void> {
  const login = loginOf(database, role);
  await ensureRole(client, groupOf(role), FORMAT_CREATE_GROUP);
  const made = await ensureRole(client, login, FORMAT_CREATE_LOGIN);
  await runFormatted(client, FORMAT_JOIN_GROUP, [groupOf(role), login]);
  await runFormatted(client, FORMAT_OPEN_DATABASE, [database, login]);
  // An existing password is left alone while it works: another process may be logged in with it.
  if (made || !(await logsIn(url))) {
    await assertUnused(client, login);
    await runFormatted(client, FORMAT_SET_PASSWORD, [login, scramVerifier(new URL(url).password)]);
  }
}

/**
 * Group roles, one login per role and database, and who may connect. The caller holds the lock that keeps others from doing the same.
 * @throws PlatformError `database-privilege-missing`, `register-in-use`
 */
export async function ensureRoles(
  client: pg.Client,
  adminUrl: string,
  database: string,
  secretsDirectory: string,
): Promise<DatabaseUrls> {
  const passwords = await loadPasswords(passwordsIn(secretsDirectory, database));
  const urls = Object.fromEntries(
    databaseRoles.map((role) => [role, urlOf(adminUrl, database, role, passwords[role])]),
  ) as Record<DatabaseRole, string>;
  try {
    await runFormatted(client, FORMAT_CLOSE_DATABASE, [database]);
    for (const role of databaseRoles) await ensureLogin(client, database, role, urls[role]);
  } catch (error) {
    if (codeOf(error) !== '42501') throw error;
    throw new PlatformError(
      'database-privilege-missing',
      `The role of DATABASE_URL may not set up its roles: ${messageOf(error)}.`,
      { cause: error },
    );
  }
  return urls;
}
