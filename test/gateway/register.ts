import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import type { CommandBody, CommandName } from '#libs/contracts';
import { eventLogMigrations, openPostgresEventLog, type PostgresEventLog } from '#libs/event-log';
import {
  createMetrics,
  fastifyOptions,
  ProblemError,
  ProblemFilter,
  silentLogger,
  validationPipe,
} from '#libs/platform';
import { plainCodec } from '#libs/privacy';
import { projectionMigrations, type Projector, startProjector } from '#libs/projections';
import { createExecutor, type CommandAnswer } from '../../apps/command-api/src/index.ts';
import { GatewayModule, type GatewayParts } from '../../apps/gateway/src/index.ts';
import { createTestDatabase } from '../support/database.ts';

/** The read side on a real database, with the real write side and projector before it. */
export interface TestRegister {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly log: PostgresEventLog;
  readonly projector: Projector;
  readonly pool: pg.Pool;
  /** Sends a command; fails the test where it is rejected. Resolves when it can be read back. */
  send<Name extends CommandName>(name: Name, body: CommandInput<Name>): Promise<CommandAnswer>;
  /** Statements that the reader's connections have run since the last call. */
  statements(): string[];
  close(): Promise<void>;
}

/** Bodies in tests are checked by the executor, so that they may be written as a client writes them. */
export type CommandInput<Name extends CommandName> = Partial<Record<keyof CommandBody<Name>, unknown>>;

function countedPool(url: string): { pool: pg.Pool; statements: () => string[] } {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  let seen: string[] = [];
  const query = pool.query.bind(pool) as (...given: unknown[]) => unknown;
  pool.query = ((...given: unknown[]) => {
    const [first] = given;
    seen.push(typeof first === 'string' ? first : (first as { text: string }).text);
    return query(...given);
  }) as typeof pool.query;
  return {
    pool,
    statements() {
      const ran = seen;
      seen = [];
      return ran;
    },
  };
}

export const TOKEN = 'Bearer the-token';

async function startApp(gateway: DynamicModule): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(fastifyOptions(silentLogger));
  const app = await NestFactory.create<NestFastifyApplication>(gateway, adapter, {
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(silentLogger));
  app.useGlobalPipes(validationPipe());
  await app.listen(0, '127.0.0.1');
  return app;
}

export async function startTestRegister(more: Partial<GatewayParts> = {}): Promise<TestRegister> {
  const database = await createTestDatabase({ migrations: [...eventLogMigrations, ...projectionMigrations] });
  const { writer, reader, projector: projectorUrl } = database.urls;
  const log = await openPostgresEventLog({ writerUrl: writer, readerUrl: reader, codec: plainCodec });
  const projector = await startProjector({ log, url: projectorUrl, logger: silentLogger });
  const { pool, statements } = countedPool(reader);
  const execute = createExecutor(log);
  const requireActor = (authorization: string | undefined): string => {
    if (authorization !== TOKEN) throw new ProblemError('unauthenticated');
    return 'tester';
  };
  const gateway = GatewayModule.on({
    pool,
    log,
    projector,
    logger: silentLogger,
    metrics: createMetrics(),
    execute,
    requireActor,
    ...more,
  });
  const close = async (): Promise<void> => {
    await projector.stop();
    await log.close();
    await pool.end();
    await database.drop();
  };
  // What was opened is closed where the rest cannot start, else the run of tests would never end.
  const app = await startApp(gateway).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const { port } = app.getHttpServer().address() as { port: number };
  return {
    app,
    url: `http://127.0.0.1:${port}`,
    log,
    projector,
    pool,
    statements,
    async send(name, body) {
      const outcome = await execute({ name, body, actor: 'tester' });
      if (outcome.kind !== 'accepted') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
      if ((await projector.waitFor(outcome.answer.position, 10_000)) !== 'reached')
        throw new Error(`${name} was not projected`);
      return outcome.answer;
    },
    async close() {
      await app.close();
      await close();
    },
  };
}
