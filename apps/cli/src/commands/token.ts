import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import { Failure } from '../failure.ts';
import { readToken } from '../server/data-directory.ts';
import { put } from '../terminal.ts';

/** `afa token`: the token for writing, of the installation in the data directory. */
export function addToken(program: Command, actions: Actions): void {
  const command = program.command('token').description('Show the token that commands need');
  examples(command, 'afa token', 'curl -H "Authorization: Bearer $(afa token)" …').action(
    actions.run(async ({ dataDirectory, terminal, json }) => {
      const token = await readToken(dataDirectory);
      if (!token)
        throw new Failure('notFound', `there is no token in ${dataDirectory} yet`, {
          details: ['The first start makes one: afa start.'],
        });
      await put(terminal.out, json ? `${JSON.stringify({ token })}\n` : `${token}\n`);
    }),
  );
}
