import type { Logger } from 'pino';
import type { z } from 'zod';

import { type Environment, readConfiguration } from '../config.ts';
import { lastWords } from '../error.ts';
import { createLogger, type LogFormat, type LogLevel } from '../logging.ts';
import { stopOnSignals } from '../signals.ts';
import { undoing, type Undoing } from '../undoing.ts';
import { startTelemetry, type Traces } from '../telemetry/start-telemetry.ts';
import type { Patience } from './until-reachable.ts';

/** What every process is told, whatever else. */
export interface ProcessSettings {
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly patienceSeconds: number;
  /** Where spans go; nowhere by default. */
  readonly traces?: Traces;
}

/** What a process is put together with. */
export interface Running {
  readonly logger: Logger;
  /** What is opened is closed in the reverse order: open what takes work in last. */
  readonly open: Undoing;
  readonly patience: Patience;
  /** Ends the process with exit code 1: it has lost something without which it must not go on. */
  readonly end: (reason: Error, sentence: string) => void;
}

interface Process<Settings extends ProcessSettings> {
  readonly name: string;
  readonly variables: z.ZodType<Settings>;
}

export interface Service<Settings extends ProcessSettings> extends Process<Settings> {
  /** What happens while it stops, for the log. */
  readonly draining: string;
  /** Answers where it listens. */
  readonly start: (settings: Settings, running: Running) => Promise<{ readonly url: string }>;
}

/** A process that does one thing and ends. */
export interface Task<Settings extends ProcessSettings> extends Process<Settings> {
  readonly run: (settings: Settings, running: Running) => Promise<void>;
}

async function putTogether<Settings extends ProcessSettings>(
  { name, variables }: Process<Settings>,
  environment: Environment,
  open: Undoing,
): Promise<{ settings: Settings; running: Running }> {
  const settings = readConfiguration(environment, variables);
  const logger = createLogger({ level: settings.logLevel, format: settings.logFormat }).child({ app: name });
  open.later(await startTelemetry(name, settings.traces ?? 'none'));
  const end = (reason: Error, sentence: string): void => {
    logger.fatal({ err: reason }, sentence);
    process.exit(1);
  };
  return { settings, running: { logger, open, end, patience: { seconds: settings.patienceSeconds, logger } } };
}

/** One sentence and exit code 1; whatever was opened before the failure is closed again. */
async function giveUp(name: string, error: unknown, open: Undoing): Promise<never> {
  process.stderr.write(`${name}: ${lastWords(error)}\n`);
  await open.undo().catch(() => undefined);
  process.exit(1);
}

/** Runs until a signal. */
export async function runService<Settings extends ProcessSettings>(
  service: Service<Settings>,
  environment: Environment = process.env,
): Promise<void> {
  const open = undoing();
  try {
    const { settings, running } = await putTogether(service, environment, open);
    const { url } = await service.start(settings, running);
    stopOnSignals({ stop: () => open.undo(), logger: running.logger, doing: service.draining });
    running.logger.info({ url, pid: process.pid }, 'Ready');
  } catch (error) {
    await giveUp(service.name, error, open);
  }
}

/** Runs to its end. */
export async function runTask<Settings extends ProcessSettings>(
  task: Task<Settings>,
  environment: Environment = process.env,
): Promise<void> {
  const open = undoing();
  try {
    const { settings, running } = await putTogether(task, environment, open);
    await task.run(settings, running);
    await open.undo();
    process.exit(0);
  } catch (error) {
    await giveUp(task.name, error, open);
  }
}
