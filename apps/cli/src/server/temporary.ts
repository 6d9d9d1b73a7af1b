import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { findServer, isReady, type RunningServer } from './data-directory.ts';
import { exitOf, spawnStandalone } from './standalone.ts';

/** Milliseconds: a first start makes a database cluster on what may be a slow disk; a recovery after a crash takes its time too. */
const START_WITHIN = 180_000;
const STOP_WITHIN = 60_000;
const LOOK_EVERY = 100;

export interface TemporaryServer extends RunningServer {
  stop(): Promise<void>;
}

/** The last of what a process said, for when it fails. */
function lastWords(child: ChildProcess): () => string[] {
  let text = '';
  const keep = (chunk: Buffer): void => void (text = (text + chunk.toString()).slice(-4_000));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () =>
    text
      .trim()
      .split('\n')
      .slice(-3)
      .map(sentenceOf)
      .filter((line) => line !== '');
}

/** Of a structured log line the message, of another the line. */
function sentenceOf(line: string): string {
  try {
    const { msg } = JSON.parse(line) as { msg?: string };
    return msg ?? line;
  } catch {
    return line;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = exitOf(child);
  child.kill('SIGTERM');
  const waited = new AbortController();
  await Promise.race([ended, pause(STOP_WITHIN, undefined, { signal: waited.signal }).catch(() => undefined)]);
  waited.abort();
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}

/**
 * Runs the standalone application on the data directory for the duration of a command, on a free port.
 * @throws Failure `unavailable` where it does not start, with what it said
 */
export async function startTemporaryServer(context: Context): Promise<TemporaryServer> {
  const { terminal, dataDirectory } = context;
  const child = spawnStandalone({
    arguments: ['--no-seed'],
    output: 'pipe',
    detached: true,
    environment: {
      ...terminal.environment,
      AFA_HOST: '127.0.0.1',
      AFA_PORT: '0',
      AFA_DATA_DIR: dataDirectory,
      AFA_LOG_LEVEL: 'warn',
      AFA_LOG_FORMAT: 'json',
    },
  });
  const words = lastWords(child);
  let ended: number | undefined;
  void exitOf(child).then(
    (code) => (ended = code),
    () => (ended = 1),
  );
  const deadline = performance.now() + START_WITHIN;
  while (ended === undefined && performance.now() < deadline && !terminal.interrupted.aborted) {
    const server = await findServer(dataDirectory);
    if (server?.pid === child.pid && (await isReady(server!.url))) return { ...server!, stop: () => stop(child) };
    await pause(LOOK_EVERY);
  }
  if (ended === undefined) await stop(child);
  if (terminal.interrupted.aborted) throw new Failure('interrupted', 'interrupted');
  throw new Failure('unavailable', `the register in ${dataDirectory} could not be opened`, { details: words() });
}
