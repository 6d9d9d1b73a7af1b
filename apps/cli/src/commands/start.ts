import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { exitOf, spawnStandalone } from '../server/standalone.ts';

/** Runs the application in the foreground; signals are passed on, and its exit code becomes ours. */
async function start({ terminal, dataDirectory, url }: Context, empty: boolean): Promise<'ok' | 'failure'> {
  if (url !== null) throw new Failure('usage', 'start runs the register on this machine; leave --url and AFA_URL out');
  const child = spawnStandalone({
    arguments: empty ? ['--empty'] : [],
    output: 'inherit',
    detached: true,
    environment: { ...terminal.environment, AFA_DATA_DIR: dataDirectory },
  });
  const pass = (): void => void child.kill('SIGTERM');
  terminal.interrupted.addEventListener('abort', pass);
  if (terminal.interrupted.aborted) pass();
  return (await exitOf(child)) === 0 ? 'ok' : 'failure';
}

/** `afa start`: the whole register as one process, until Ctrl-C. */
export function addStart(program: Command, actions: Actions): void {
  const command = program
    .command('start')
    .description('Run the register on this machine until Ctrl-C')
    .option('--empty', 'leave the first case out: start with an empty register');
  examples(command, 'afa start', 'AFA_PORT=8080 afa start --empty').action(
    actions.run<{ empty?: boolean }>((context, _args, { empty }) => start(context, empty === true)),
  );
}
