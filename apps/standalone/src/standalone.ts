import { type DynamicModule, Module } from '@nestjs/common';
import {
  createMetrics,
  knownToken,
  loadOrCreateSecret,
  loadOrCreateToken,
  requireActor as actorOf,
  type StandaloneConfiguration,
} from '#libs/platform';
import { startProjector } from '#libs/projections';
import { join } from 'node:path';
import pg from 'pg';
import type { Logger } from 'pino';
import {
  type Answers,
  CommandApiModule,
  createExecutor,
  type ExecuteCommand,
  idempotent,
  storedAnswers,
} from '../../command-api/src/index.ts';
import { GatewayModule } from '../../gateway/src/index.ts';
import { openDatabase, openLog } from './backbone.ts';
import { type HttpServer, serve } from './http-server.ts';
import { observeProjector } from './projection-metrics.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';
import { undoing, type Undoing } from './undoing.ts';

@Module({})
class StandaloneModule {}

/** How long stored answers are kept; the log recognises repeated commands for ever. */
const ANSWER_HOURS = 48;
const HOUR = 3_600_000;
/** A start waits so long (milliseconds) for the read models; behind that, `/readyz` tells. */
const CATCH_UP = 5_000;

export interface Standalone {
  readonly url: string;
  readonly tokenCreated: boolean;
  /** Drains requests, the projector and the log, in this order, and stops the embedded server. */
  stop(): Promise<void>;
}

function pool(url: string, most: number, logger: Logger, open: Undoing): pg.Pool {
  const made = new pg.Pool({ connectionString: url, max: most });
  made.on('error', (error) => logger.warn({ err: error }, 'An idle database connection was lost'));
  open.later(() => made.end());
  return made;
}

function expireAnswers(answers: Answers, logger: Logger, open: Undoing): void {
  const expire = () =>
    answers
      .expire(ANSWER_HOURS)
      .catch((error: unknown) => logger.warn({ err: error }, 'Old answers could not be removed'));
  const timer = setInterval(() => void expire(), HOUR).unref();
  open.later(() => clearInterval(timer));
  void expire();
}

export interface StandaloneOptions {
  /** Another writer has taken over the log, or it is damaged: the process must end. */
  readonly onFenced: (reason: Error) => void;
  /** Runs before anybody is answered: what a first start puts into the register is there with the first answer. */
  readonly beforeServing: (execute: ExecuteCommand) => Promise<void>;
}

/** Puts the apps together on one PostgreSQL and serves them. Whatever was opened before a failure is closed again. */
export async function startStandalone(
  configuration: StandaloneConfiguration,
  logger: Logger,
  options: StandaloneOptions,
): Promise<Standalone> {
  const open = undoing();
  try {
    return await compose(configuration, logger, options, open);
  } catch (error) {
    await open.undo();
    throw error;
  }
}

async function compose(
  configuration: StandaloneConfiguration,
  logger: Logger,
  options: StandaloneOptions,
  open: Undoing,
): Promise<Standalone> {
  const { dataDirectory } = configuration;
  const database = await openDatabase(configuration, logger);
  open.later(() => database.stop());
  const log = await openLog(database, logger, options.onFenced);
  open.later(() => log.close());
  const metrics = createMetrics();
  const projector = await startProjector({ log, url: database.urls.projector, logger });
  observeProjector(metrics, projector);
  open.later(() => projector.stop());

  const { token, created } = await loadOrCreateToken(dataDirectory);
  const tokens = [knownToken('operator', token)];
  const requireActor = (authorization: string | undefined): string => actorOf(authorization, tokens);
  const secret = await loadOrCreateSecret(join(dataDirectory, 'secrets', 'answers'));
  const answers = storedAnswers(pool(database.urls.api, 4, logger, open), secret);
  expireAnswers(answers, logger, open);
  const execute = idempotent(createExecutor(log), answers);
  const readers = pool(database.urls.reader, 8, logger, open);

  const { requireTokenForReads } = configuration;
  const gateway = GatewayModule.on({
    pool: readers,
    log,
    projector,
    logger,
    metrics,
    execute,
    requireActor,
    requireTokenForReads,
  });
  const module: DynamicModule = {
    module: StandaloneModule,
    imports: [CommandApiModule.on({ execute, log, requireActor }), gateway],
  };
  await options.beforeServing(execute);
  const { position } = await log.head();
  await projector.waitFor(position, CATCH_UP);
  const server: HttpServer = await serve({ module, configuration, logger, metrics, requireActor });
  open.later(() => server.close());
  await writeServerFile(dataDirectory, server.url);
  open.later(() => removeServerFile(dataDirectory));
  return { url: server.url, tokenCreated: created, stop: () => open.undo() };
}
