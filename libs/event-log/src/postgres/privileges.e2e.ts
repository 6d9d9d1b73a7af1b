import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { createLogDatabase, type LogDatabase } from '../testing/postgres-log.ts';
import { appended, sampleEvents, streamName } from '../testing/sample-events.ts';
import { eventLogMigrations } from './migrations.ts';

const CHANGES = ['UPDATE log.events SET type = type', 'DELETE FROM log.events', 'TRUNCATE log.events'];
const PERMISSION_DENIED = '42501';
const RESTRICT_VIOLATION = '23001';

async function codeOf(url: string, ...statements: string[]): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
    return undefined;
  } catch (error) {
    return (error as pg.DatabaseError).code;
  } finally {
    await client.end();
  }
}

describe('the tables of the log', () => {
  let logs: LogDatabase;
  beforeAll(async () => {
    logs = await createLogDatabase();
    await appended(await logs.open(), streamName(), sampleEvents(3));
  });
  afterAll(() => logs.drop());

  describe.each(['writer', 'projector', 'reader'] as const)('the role %s', (role) => {
    it.each(CHANGES)('may not %s', async (statement) => {
      expect(await codeOf(logs.database.urls[role], statement)).toBe(PERMISSION_DENIED);
    });

    it('may read events', async () => {
      expect(await codeOf(logs.database.urls[role], 'SELECT * FROM log.events')).toBeUndefined();
    });
  });

  it.each(['projector', 'reader'] as const)('the role %s may not write, nor see the writer', async (role) => {
    const url = logs.database.urls[role];
    expect(await codeOf(url, 'INSERT INTO log.events SELECT * FROM log.events')).toBe(PERMISSION_DENIED);
    expect(await codeOf(url, 'SELECT * FROM log.writer')).toBe(PERMISSION_DENIED);
  });

  it('the role writer may not remove the row of the writer', async () => {
    expect(await codeOf(logs.database.urls.writer, 'DELETE FROM log.writer')).toBe(PERMISSION_DENIED);
  });

  it.each([...CHANGES, 'DELETE FROM log.writer', 'TRUNCATE log.writer'])(
    'not even the owner may %s',
    async (statement) => {
      expect(await codeOf(logs.database.adminUrl, statement)).toBe(RESTRICT_VIOLATION);
      expect(await codeOf(logs.database.adminUrl, 'SET session_replication_role = replica', statement)).toBe(
        RESTRICT_VIOLATION,
      );
      expect(await logs.places()).toHaveLength(3);
    },
  );

  it('are not dropped by migrating down while they hold events', async () => {
    const source = new DataSource({
      type: 'postgres',
      url: logs.database.adminUrl,
      migrations: eventLogMigrations,
    });
    const runner = (await source.initialize()).createQueryRunner();
    const [migration] = eventLogMigrations.map((Migration) => new Migration());
    await expect(migration?.down(runner)).rejects.toThrow(/holds events/);
    await runner.release();
    await source.destroy();
  });

  it('go and come back by migration while they are empty', async () => {
    const empty = await createLogDatabase();
    const source = await new DataSource({ type: 'postgres', url: empty.database.adminUrl }).initialize();
    const runner = source.createQueryRunner();
    for (const Migration of eventLogMigrations) {
      await new Migration().down(runner);
      await new Migration().up(runner);
    }
    await runner.release();
    await source.destroy();
    await appended(await empty.open(), streamName(), sampleEvents(1));
    await empty.drop();
  });
});
