import pg from 'pg';
import type { RecordedEvent } from '#libs/contracts';
import { eventLogMigrations, openPostgresEventLog, type PostgresEventLog } from '#libs/event-log';
import { plainCodec } from '#libs/privacy';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.ts';
import { appendHistory, randomHistory } from '../../../../test/support-domain/histories.ts';
import { projectionMigrations } from '../migrations.ts';
import { tableIn } from '../postgres/schema-name.ts';
import { type Projector, type ProjectorOptions, startProjector } from '../projector.ts';
import { readModelNames } from '../read-models/read-model.ts';

/** A log and read models in a database of their own. */
export interface ProjectionDatabase {
  readonly database: TestDatabase;
  readonly log: PostgresEventLog;
  readonly admin: pg.Client;
  /** Appends a random history and gives the whole log. */
  write(seed: number, commands: number): Promise<readonly RecordedEvent[]>;
  start(options?: Partial<ProjectorOptions>): Promise<Projector>;
  /** Starts a projector, waits for the end of the log, stops it, and gives its schema. */
  project(options?: Partial<ProjectorOptions>): Promise<string>;
  /** As `MemoryTables.dump`, read without product code. */
  dump(schema: string): Promise<string>;
  /** As `MemoryTables.asOf`. */
  asOf(schema: string, position: string): Promise<string>;
  drop(): Promise<void>;
}

const ROW = 'key, stream, born::text, during::text, surely::text, refs, doc::text, memo::text';
export const quiet = { info() {}, warn() {}, error() {} };

interface DumpedRow {
  readonly key: string;
  readonly knownFrom?: string;
}

/** With the fields in the order of the stored rows in memory. */
const line = (model: string, row: DumpedRow): string => `${model} ${JSON.stringify(row)}`;

async function rowsOf(
  admin: pg.Client,
  schema: string,
  columns: string,
  where: string,
  values: string[],
): Promise<string[]> {
  const lines: string[] = [];
  for (const model of readModelNames) {
    const statement = `SELECT ${columns} FROM ${tableIn(schema, model)} WHERE ${where}`;
    const { rows } = await admin.query<DumpedRow>(statement, values);
    lines.push(...rows.map((row) => line(model, row)));
  }
  return lines.sort();
}

async function valuesOf(admin: pg.Client, schema: string): Promise<string> {
  const statement = `SELECT subject || ' ' || ref AS name, value, known_from::text AS "knownFrom", keys
FROM ${tableIn(schema, 'personal_values')}`;
  const { rows } = await admin.query<Record<'name' | 'value' | 'knownFrom' | 'keys', unknown>>(statement);
  const lines = rows.map(({ name, value, knownFrom, keys }) => JSON.stringify([name, [value, knownFrom, keys]]));
  return lines.sort().join();
}

export async function createProjectionDatabase(): Promise<ProjectionDatabase> {
  const database = await createTestDatabase({ migrations: [...eventLogMigrations, ...projectionMigrations] });
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const { writer, reader, projector: url } = database.urls;
  const log = await openPostgresEventLog({ writerUrl: writer, readerUrl: reader, codec: plainCodec });
  const running: Projector[] = [];
  const start = async (options: Partial<ProjectorOptions> = {}): Promise<Projector> => {
    const projector = await startProjector({ log, url, logger: quiet, ...options });
    running.push(projector);
    return projector;
  };
  return {
    database,
    log,
    admin,
    start,
    async write(seed, commands) {
      await appendHistory(log, randomHistory({ seed, commands }));
      return log.readAll({ after: '0', limit: 1_000_000 });
    },
    async project(options) {
      const projector = await start(options);
      const { position } = await log.head();
      if ((await projector.waitFor(position, 60_000)) !== 'reached') throw new Error('the projector did not catch up');
      await projector.stop();
      return projector.generation.schema;
    },
    dump: async (schema) => {
      const columns = `${ROW}, known_from::text AS "knownFrom", known_to::text AS "knownTo"`;
      return [...(await rowsOf(admin, schema, columns, 'true', [])), await valuesOf(admin, schema)].join('\n');
    },
    asOf: async (schema, position) =>
      (await rowsOf(admin, schema, ROW, 'known_from <= $1::bigint AND known_to > $1::bigint', [position])).join('\n'),
    async drop() {
      for (const projector of running) await projector.stop();
      await log.close();
      await admin.end();
      await database.drop();
    },
  };
}
