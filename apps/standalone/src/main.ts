import { createLogger, PlatformError, readStandaloneConfiguration, type StandaloneConfiguration } from '#libs/platform';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { openDatabase } from './backbone.ts';
import { runRestore } from './backup/run-restore.ts';
import { banner } from './banner.ts';
import type { ExecuteCommand } from '../../command-api/src/index.ts';
import { importFirstCase, isFirstCaseOpen, markFirstCase } from './seed.ts';
import { type Standalone, startStandalone } from './standalone.ts';

/** Time for requests, projector and log to drain; whoever sends SIGTERM twice does not want to wait. */
const DRAIN = 10_000;

interface Arguments {
  /** Never import the first case into this register. */
  readonly empty: boolean;
  /** Do not import it now: a tool only needs the register open. */
  readonly noSeed: boolean;
  /** A backup to put into the empty log instead of serving. */
  readonly restore: string | undefined;
}

function readArguments(): Arguments {
  const boolean = { type: 'boolean' } as const;
  try {
    const options = { empty: boolean, 'no-seed': boolean, restore: { type: 'string' } } as const;
    const { values } = parseArgs({ options, strict: true });
    return { empty: values.empty ?? false, noSeed: values['no-seed'] ?? false, restore: values.restore };
  } catch (error) {
    const wrong = (error as Error).message;
    throw new PlatformError('configuration-invalid', `${wrong} Known are --empty, --no-seed and --restore <file>.`);
  }
}

function stopOnSignals(standalone: Standalone, logger: Logger): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'Stopping: running requests end, the log and the read models drain');
    setTimeout(() => process.exit(1), DRAIN).unref();
    await standalone.stop();
    process.exit(0);
  };
  const onSignal = (signal: string): void =>
    void stop(signal).catch((error: unknown) => {
      logger.error({ err: error }, 'Stopping failed');
      process.exit(1);
    });
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
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

async function run(configuration: StandaloneConfiguration, logger: Logger, given: Arguments): Promise<void> {
  const onFenced = (reason: Error): void => {
    logger.fatal({ err: reason }, 'The event log is no longer ours; this process ends');
    process.exit(1);
  };
  const standalone = await startStandalone(configuration, logger, {
    onFenced,
    beforeServing: (execute) => firstCase(configuration.dataDirectory, given, execute, logger),
  });
  stopOnSignals(standalone, logger);
  process.stdout.write(banner(standalone.url, configuration, standalone.tokenCreated));
}

/** Puts a backup into an empty register and ends; a restored register must not get the first case on its next start. */
async function restore(configuration: StandaloneConfiguration, logger: Logger, file: string): Promise<void> {
  const database = await openDatabase(configuration, logger);
  try {
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    process.exitCode = await runRestore({ file, writerUrl: database.urls.writer, say });
    if (process.exitCode === 0) await markFirstCase(configuration.dataDirectory, 'declined');
  } finally {
    await database.stop();
  }
}

/** The application as a process: one sentence and exit code 1 where it cannot start. */
async function main(): Promise<void> {
  try {
    const given = readArguments();
    const configuration = readStandaloneConfiguration(process.env);
    const logger = createLogger({ level: configuration.logLevel, format: configuration.logFormat });
    if (given.restore === undefined) await run(configuration, logger, given);
    else await restore(configuration, logger, given.restore);
  } catch (error) {
    const { message, stack } = error as Error;
    process.stderr.write(`${error instanceof PlatformError ? message : stack}\n`);
    process.exit(1);
  }
}

await main();
