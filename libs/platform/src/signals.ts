import type { Logger } from 'pino';

/** Milliseconds for requests, batches and connections to drain; whoever sends SIGTERM twice does not want to wait. */
const DRAIN = 10_000;

export interface Stopping {
  /** Closes everything in its order. */
  readonly stop: () => Promise<void>;
  readonly logger: Logger;
  /** What happens meanwhile, for the log. */
  readonly doing: string;
}

/** Stops with the first SIGTERM or SIGINT and exits 0; with the second, or where stopping takes too long or fails, exits 1 at once. */
export function stopOnSignals({ stop, logger, doing }: Stopping): void {
  let stopping = false;
  const begin = async (signal: string): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, `Stopping: ${doing}`);
    setTimeout(() => {
      logger.error({ open: process.getActiveResourcesInfo() }, 'Stopping takes too long; this process ends at once');
      process.exit(1);
    }, DRAIN).unref();
    await stop();
    process.exit(0);
  };
  const onSignal = (signal: string): void =>
    void begin(signal).catch((error: unknown) => {
      logger.error({ err: error }, 'Stopping failed');
      process.exit(1);
    });
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
