import type { Command } from 'commander';
import { type Context, contextOf, type SharedOptions } from './context.ts';
import type { ExitReason } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** What a command does. It answers with why it ended, `ok` by default, or throws a `Failure`. */
export type Work<Options> = (context: Context, args: string[], options: Options) => Promise<ExitReason | void>;

/** Ties commands to the terminal they run in. */
export interface Actions {
  /** For `command.action(…)`. */
  run<Options = object>(work: Work<Options>): (...given: unknown[]) => Promise<void>;
  /** Why the command that ran ended. */
  ended(): ExitReason;
}

export function actionsOn(terminal: Terminal): Actions {
  let reason: ExitReason = 'ok';
  return {
    run:
      <Options>(work: Work<Options>) =>
      async (...given) => {
        const command = given.at(-1) as Command;
        const options = command.optsWithGlobals<SharedOptions & Options>();
        reason = (await work(contextOf(terminal, options), command.processedArgs as string[], options)) ?? 'ok';
      },
    ended: () => reason,
  };
}

/** Examples come first in the help: most people look for a line to copy. */
export function examples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('before', `Examples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`);
}
