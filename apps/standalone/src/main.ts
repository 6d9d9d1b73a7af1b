import { createLogger, lastWords, readStandaloneConfiguration, startEmbeddedPostgres } from '#libs/platform';
import { readArguments } from './arguments.ts';

/**
 * The application as a process: one sentence and exit code 1 where it cannot start. The database starts while the application is loaded, for
 * each takes about as long as the other; what the database finds wrong is told without waiting for the rest.
 */
async function main(): Promise<void> {
  try {
    const given = readArguments();
    const configuration = readStandaloneConfiguration(process.env);
    const { logLevel, logFormat, dataDirectory, databaseUrl } = configuration;
    const logger = createLogger({ level: logLevel, format: logFormat });
    const [server, { restore, serve }] = await Promise.all([
      databaseUrl ? null : startEmbeddedPostgres({ dataDirectory, logger }),
      import('./run.ts'),
    ]);
    const running = { configuration, logger, given, server };
    if (given.restore === undefined) await serve(running);
    else await restore(running, given.restore);
  } catch (error) {
    process.stderr.write(`${lastWords(error)}\n`);
    process.exit(1);
  }
}

await main();
