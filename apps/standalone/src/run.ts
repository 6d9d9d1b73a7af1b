import { type EmbeddedPostgres, type StandaloneConfiguration, stopOnSignals } from '#libs/platform';
import type { Logger } from 'pino';
import { type ExecuteCommand, importFirstCase } from '../../command-api/src/index.ts';
import type { Arguments } from './arguments.ts';
import { openDatabase } from './backbone.ts';
import { runRestore } from './backup/run-restore.ts';
import { banner } from './banner.ts';
import { isFirstCaseOpen, markFirstCase } from './seed.ts';
import { startStandalone } from './standalone.ts';

/** What a process runs with; `server` is the embedded PostgreSQL, null where another one is configured. */
export interface Running {
  readonly configuration: StandaloneConfiguration;
  readonly logger: Logger;
  readonly given: Arguments;
  readonly server: EmbeddedPostgres | null;
}

/** The first case, once for each register, unless it was declined. */
async function firstCase(dataDirectory: string, { empty, noSeed }: Arguments, execute: ExecuteCommand, logger: Logger) {
  if (noSeed || !(await isFirstCaseOpen(dataDirectory))) return;
  if (!empty) {
    const commands = await importFirstCase(execute, logger);
    logger.info({ commands }, 'Imported the exchange of 27 December 2017');
  }
  await markFirstCase(dataDirectory, empty ? 'declined' : 'imported');
}

/** Serves until a signal ends it. */
export async function serve({ configuration, logger, given, server }: Running): Promise<void> {
  const onFenced = (reason: Error): void => {
    logger.fatal({ err: reason }, 'The event log is no longer ours; this process ends');
    process.exit(1);
  };
  const standalone = await startStandalone(configuration, logger, server, {
    onFenced,
    beforeServing: (execute) => firstCase(configuration.dataDirectory, given, execute, logger),
  });
  const doing = 'running requests end, the log and the read models drain';
  stopOnSignals({ stop: () => standalone.stop(), logger, doing });
  process.stdout.write(banner(standalone.url, configuration, standalone.tokenCreated));
}

/** Puts a backup into an empty register and ends; a restored register must not get the first case on its next start. */
export async function restore({ configuration, server }: Running, file: string): Promise<void> {
  const database = await openDatabase(configuration, server);
  try {
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    process.exitCode = await runRestore({ file, writerUrl: database.urls.writer, say });
    if (process.exitCode === 0) await markFirstCase(configuration.dataDirectory, 'declined');
  } finally {
    await database.stop();
  }
}
