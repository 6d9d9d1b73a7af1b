import { type DynamicModule, Module } from '@nestjs/common';
import type { EventLog } from '#libs/event-log';
import {
  createMetrics,
  type EmbeddedPostgres,
  loadOrCreateSecrets,
  openPool,
  secretsIn,
  serve,
  type SharedSecrets,
  type StandaloneConfiguration,
  undoing,
  type Undoing,
} from '#libs/platform';
import { type Projections, startProjections } from '#libs/projections';
import type { Logger } from 'pino';
import { CommandApiModule, type ExecuteCommand, openWriteSide, type WriteSide } from '../../command-api/src/index.ts';
import { GatewayModule } from '../../gateway/src/index.ts';
import { observeProjector, openProjectorOperations, ProjectorModule } from '../../projector/src/index.ts';
import { BackupModule } from './backup/backup.module.ts';
import { openBackupSource } from './backup/source.ts';
import { type Database, openDatabase, openLog } from './backbone.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';

@Module({})
class StandaloneModule {}

/** A start waits so long (milliseconds) for the read models; behind that, `/readyz` tells. */
const CATCH_UP = 5_000;

export interface Standalone {
  readonly url: string;
  readonly tokenCreated: boolean;
  /** Drains requests, the projector and the log, in this order, and stops the embedded server. */
  stop(): Promise<void>;
}

export interface StandaloneOptions {
  /** Another writer has taken over the log, or it is damaged: the process must end. */
  readonly onFenced: (reason: Error) => void;
  /** Runs before anybody is answered: what a first start puts into the register is there with the first answer. */
  readonly beforeServing: (execute: ExecuteCommand) => Promise<void>;
}

/** What both sides stand on, opened in the order in which each needs the one before. */
interface Ground {
  readonly configuration: StandaloneConfiguration;
  readonly logger: Logger;
  readonly database: Database;
  readonly log: EventLog;
  readonly projector: Projections;
  readonly secrets: SharedSecrets & { readonly created: boolean };
}

/** Puts the apps together on one PostgreSQL and serves them. Whatever was opened before a failure is closed again. */
export async function startStandalone(
  configuration: StandaloneConfiguration,
  logger: Logger,
  server: EmbeddedPostgres | null,
  options: StandaloneOptions,
): Promise<Standalone> {
  const open = undoing();
  try {
    const ground = await openGround({ configuration, logger, server }, options, open);
    const { log, database, secrets } = ground;
    const { api: url } = database.urls;
    const writeSide = openWriteSide({ log, url, secret: secrets.answers, logger }, open);
    await options.beforeServing(writeSide.execute);
    const { position } = await log.head();
    await ground.projector.waitFor(position, CATCH_UP);
    const address = await openDoors(ground, writeSide, open);
    return { url: address, tokenCreated: secrets.created, stop: () => open.undo() };
  } catch (error) {
    await open.undo();
    throw error;
  }
}

async function openGround(
  { configuration, logger, server }: Pick<Ground, 'configuration' | 'logger'> & { server: EmbeddedPostgres | null },
  { onFenced }: StandaloneOptions,
  open: Undoing,
): Promise<Ground> {
  const database = await openDatabase(configuration, server);
  open.later(() => database.stop());
  const log = await openLog(database, logger, onFenced);
  open.later(() => log.close());
  const projector = await startProjections({ log, url: database.urls.projector, logger });
  open.later(() => projector.stop());
  const secrets = await loadOrCreateSecrets(secretsIn(configuration.dataDirectory));
  return { configuration, logger, database, log, projector, secrets };
}

/** Listens, and tells tools on this machine where. */
async function openDoors(ground: Ground, writeSide: WriteSide, open: Undoing): Promise<string> {
  const { execute, previewChanges } = writeSide;
  const { configuration, logger, database, log, projector } = ground;
  const { requireActor } = ground.secrets;
  const { requireTokenForReads } = configuration;
  const metrics = createMetrics();
  observeProjector(metrics, projector);
  const pool = openPool({ url: database.urls.reader, most: 8 }, logger, open);
  const reading = { pool, log, projector, logger, metrics, execute, requireActor, requireTokenForReads };
  const operations = openProjectorOperations({ projector, log, url: database.urls.projector, requireActor });
  const openStored = () => openBackupSource(database.urls.reader, logger);
  const module: DynamicModule = {
    module: StandaloneModule,
    imports: [
      CommandApiModule.on({ execute, log, previewChanges, requireActor }),
      GatewayModule.on(reading),
      ProjectorModule.on(operations),
      BackupModule.on({ openLog: openStored, requireActor }),
    ],
  };
  const server = await serve({ module, configuration, logger, metrics, requireActor });
  open.later(() => server.close());
  await writeServerFile(configuration.dataDirectory, server.url);
  open.later(() => removeServerFile(configuration.dataDirectory));
  return server.url;
}
