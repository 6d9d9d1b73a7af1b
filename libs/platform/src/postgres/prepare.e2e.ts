import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';

import type { TestDatabase } from '../../../../test/support/database.ts';
import { createTestDatabase } from '../../../../test/support/database.ts';
import { withUrl } from './connection-url.ts';
import { prepareDatabase } from './prepare.ts';
import { databaseRoles, readRoleUrl } from './roles.ts';

class CreateNotes1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (words text)');
    await runner.query('GRANT SELECT ON note TO afa_reader');
    await runner.query('GRANT INSERT ON note TO afa_writer');
  }

  async down(): Promise<void> {}
}

class Broken1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half (words text)');
    await runner.query('SELECT nonsense');
  }

  async down(): Promise<void> {}
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('prepareDatabase', () => {
  let database: TestDatabase;
  const secretsDirectory = join(process.env['AFA_TEST_DIRECTORY'] ?? '', 'test-secrets');
  const again = (options: object) =>
    prepareDatabase({
      adminUrl: database.adminUrl,
      database: database.database,
      migrations: [],
      secretsDirectory,
      ...options,
    });

  beforeAll(async () => {
    database = await createTestDatabase({ migrations: [CreateNotes1700000000001] });
  });
  afterAll(() => database.drop());

  it('gives each role a log-in with the privileges of its group and no others', async () => {
    await ask(database.urls.writer, `INSERT INTO note VALUES ('one')`);
    expect(await ask(database.urls.reader, 'SELECT words FROM note')).toEqual([{ words: 'one' }]);
    await expect(ask(database.urls.reader, `INSERT INTO note VALUES ('two')`)).rejects.toThrow('permission denied');
    await expect(ask(database.urls.api, 'SELECT words FROM note')).rejects.toThrow('permission denied');
    await expect(ask(database.urls.writer, 'CREATE TABLE own (words text)')).rejects.toThrow('permission denied');
  });

  it('keeps one database closed to the log-ins of another', async () => {
    const other = await createTestDatabase({ migrations: [] });
    try {
      const foreign = new URL(other.urls.reader);
      foreign.pathname = `/${database.database}`;
      await expect(ask(foreign.toString(), 'SELECT 1')).rejects.toThrow('permission denied for database');
    } finally {
      await other.drop();
    }
  });

  it('changes nothing when repeated, also by several at once', async () => {
    const all = await Promise.all([1, 2, 3].map(() => again({ migrations: [CreateNotes1700000000001] })));
    for (const { urls } of all) expect(urls).toEqual(database.urls);
    expect(await ask(database.urls.reader, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('keeps passwords to itself and replaces lost ones', async () => {
    const file = join(secretsDirectory, `database-${database.database}.json`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const elsewhere = join(secretsDirectory, 'elsewhere');
    const { urls } = await again({ secretsDirectory: elsewhere });
    expect(urls.reader).not.toBe(database.urls.reader);
    expect(await ask(urls.reader, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await again({});
    expect(await ask(database.urls.reader, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readFileSync(file, 'utf8')).toContain(new URL(database.urls.reader).password);
  });

  it('gives a role that came later a password, and leaves those of the others as they are', async () => {
    const file = join(secretsDirectory, `database-${database.database}.json`);
    const { relay: _relay, ...earlier } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    writeFileSync(file, JSON.stringify(earlier));
    await expect(readRoleUrl(database.adminUrl, 'relay', secretsDirectory)).rejects.toMatchObject({
      code: 'secrets-missing',
    });
    const { urls } = await again({});
    expect(urls).toMatchObject({ writer: database.urls.writer, reader: database.urls.reader });
    expect(urls.relay).not.toBe(database.urls.relay);
    expect(await ask(urls.relay, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    database = { ...database, urls };
  });

  it('lets a process that knows no administrator read the log-in of its role', async () => {
    const { protocol, host } = new URL(database.adminUrl);
    const address = `${protocol}//${host}/${database.database}`;
    expect(await readRoleUrl(address, 'reader', secretsDirectory)).toBe(database.urls.reader);
  });

  it('leaves nothing of a migration that fails', async () => {
    await expect(again({ migrations: [Broken1700000000002] })).rejects.toMatchObject({ code: 'migration-failed' });
    expect(await ask(database.adminUrl, `SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
  });

  it('makes a database that its own address names', async () => {
    const name = `${database.database}_new`;
    const adminUrl = withUrl(database.adminUrl, { database: name });
    const { urls } = await again({ adminUrl, database: name });
    expect(await ask(urls.reader, 'SELECT current_database() AS name')).toEqual([{ name }]);
    await ask(database.adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });

  it('says which privilege the role lacks, and whom it cannot reach', async () => {
    await expect(again({ adminUrl: database.urls.writer })).rejects.toMatchObject({
      code: 'database-privilege-missing',
      message: expect.stringContaining('needs CREATEROLE'),
    });
    const unreachable = again({ adminUrl: 'postgresql://someone:secret-word@127.0.0.1:9/none' });
    await expect(unreachable).rejects.toMatchObject({ code: 'database-unreachable' });
    await expect(unreachable).rejects.not.toMatchObject({ message: expect.stringContaining('secret-word') });
  });

  it('works for an administrator who is not a superuser', async () => {
    const admin = `admin_${database.database}`;
    await ask(database.adminUrl, `CREATE ROLE ${admin} LOGIN CREATEDB CREATEROLE PASSWORD 'long-enough-for-a-test'`);
    for (const group of databaseRoles) {
      await ask(database.adminUrl, `GRANT afa_${group} TO ${admin} WITH ADMIN OPTION`);
    }
    const adminUrl = new URL(database.adminUrl);
    [adminUrl.username, adminUrl.password, adminUrl.pathname] = [admin, 'long-enough-for-a-test', '/postgres'];
    const name = `${database.database}_own`;
    const { urls } = await again({
      adminUrl: adminUrl.toString(),
      database: name,
      migrations: [CreateNotes1700000000001],
    });
    expect(await ask(urls.reader, 'SELECT words FROM note')).toEqual([]);
    await ask(database.adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
});
