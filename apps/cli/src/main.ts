import { exitCodes } from './failure.ts';
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

/** A reader that has seen enough (`afa events | head`) closes the pipe: that ends the command, and is no error. */
function endWithReader(stop: (reason: string) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exitCode = exitCodes.ok;
    stop('reader gone');
  });
}

/** The first Ctrl-C lets the command stop what it began, the second ends it at once. */
function interruption(): AbortController {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(exitCodes.interrupted);
      controller.abort(signal);
    });
  return controller;
}

/** Runs the command line of this process. */
export async function runInProcess(): Promise<void> {
  const interrupted = interruption();
  let readerGone = false;
  endWithReader((reason) => {
    readerGone = true;
    interrupted.abort(reason);
  });
  try {
    const code = await run(process.argv.slice(2), processTerminal(interrupted.signal));
    process.exitCode = readerGone ? exitCodes.ok : code;
  } catch (error) {
    if (readerGone) return;
    process.stderr.write(`afa: ${(error as Error).stack ?? String(error)}\n`);
    process.exitCode = exitCodes.failure;
  }
}
