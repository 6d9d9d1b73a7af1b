import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { type ExitReason, exitCodes, Failure } from '../failure.ts';
import { findServer } from '../server/data-directory.ts';
import { exitOf, spawnStandalone } from '../server/standalone.ts';

const reasonOf = (code: number): ExitReason =>
  (Object.keys(exitCodes) as ExitReason[]).find((reason) => exitCodes[reason] === code) ?? 'failure';

async function assertReadable(file: string): Promise<void> {
  if (file === '-') return;
  await access(file).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Failure(
      missing ? 'notFound' : 'failure',
      `${missing ? 'there is no file' : 'you may not read'} ${file}`,
      { cause: error },
    );
  });
}

/** The application itself restores, so that the database is set up and locked as always; it says what it does, and its exit code is ours. */
async function restore({ terminal, dataDirectory, url }: Context, file: string): Promise<ExitReason> {
  if (url !== null)
    throw new Failure('usage', 'restore works on the data directory of this machine; leave --url and AFA_URL out');
  await assertReadable(file);
  const running = await findServer(dataDirectory);
  if (running)
    throw new Failure('conflict', `process ${running.pid} serves ${dataDirectory}`, {
      details: [
        'Stop it first, or name another data directory with --data-dir: a backup is restored into an empty one.',
      ],
    });
  const child = spawnStandalone({
    arguments: ['--restore', file === '-' ? file : resolve(file)],
    stdin: file === '-' ? 'inherit' : 'pipe',
    output: 'inherit',
    detached: true,
    environment: { AFA_LOG_LEVEL: 'warn', ...terminal.environment, AFA_DATA_DIR: dataDirectory },
  });
  terminal.interrupted.addEventListener('abort', () => child.kill('SIGTERM'));
  return reasonOf(await exitOf(child));
}

/** `afa restore`: a backup into an empty data directory. */
export function addRestore(program: Command, actions: Actions): void {
  const command = program
    .command('restore')
    .description('Put a backup into an empty data directory, whole or not at all')
    .argument('<file>', 'the backup, - for standard input');
  examples(
    command,
    'afa restore register.jsonl --data-dir .afa-restored',
    'zstd -dc register.jsonl.zst | afa restore -',
  ).action(actions.run((context, [file]) => restore(context, file!)));
}
