import { Command, CommanderError } from 'commander';
import { type Actions, actionsOn, examples } from './action.ts';
import { addBackup } from './commands/backup.ts';
import { addCommand } from './commands/command.ts';
import { addDerived } from './commands/derived.ts';
import { addEvents } from './commands/events.ts';
import { addExport } from './commands/export.ts';
import { addHistory } from './commands/history.ts';
import { addImport } from './commands/import.ts';
import { addPersons } from './commands/persons.ts';
import { addProjections } from './commands/projections.ts';
import { addReplay } from './commands/replay.ts';
import { addRestore } from './commands/restore.ts';
import { addSource } from './commands/source.ts';
import { addStart } from './commands/start.ts';
import { addToken } from './commands/token.ts';
import { addWithdraw } from './commands/withdraw.ts';
import { type ExitReason, exitCodes, Failure } from './failure.ts';
import { paint } from './output/style.ts';
import type { Terminal } from './terminal.ts';

const CODES = `
Exit codes:
  0 ok · 1 failure · 2 wrong usage · 3 verification failed · 4 not found · 5 conflict · 6 unavailable

Environment:
  AFA_DATA_DIR, AFA_URL, AFA_TOKEN as the options; NO_COLOR for plain text`;

/** In the order of the help: what a newcomer needs first. */
const adders: readonly ((program: Command, actions: Actions) => void)[] = [
  addStart,
  addImport,
  addWithdraw,
  addCommand,
  addHistory,
  addPersons,
  addDerived,
  addEvents,
  addExport,
  addReplay,
  addProjections,
  addBackup,
  addRestore,
  addSource,
  addToken,
];

/** Settings that subcommands copy when they are made, so they are set on the program first. */
function program(terminal: Terminal): Command {
  const made = new Command('afa')
    .description('All for All: who holds whom, who says so, when, and what has been said against it.')
    .exitOverride()
    .showSuggestionAfterError(true)
    .showHelpAfterError('(afa --help lists the commands, afa <command> --help their options)')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text),
      getOutHelpWidth: () => Math.min(terminal.columns, 120),
      getErrHelpWidth: () => Math.min(terminal.columns, 120),
      getOutHasColors: () => terminal.colour.out,
      getErrHasColors: () => terminal.colour.err,
    })
    .option('--json', 'answer in JSON on stdout, lists as JSON Lines')
    .option('--data-dir <directory>', 'the data of the register (AFA_DATA_DIR, else .afa)')
    .option('--url <address>', 'a register elsewhere (AFA_URL, else the one running on the data directory)')
    .option('--token <token>', 'who you are (AFA_TOKEN, else the one in the data directory)')
    .option('--no-color', 'no colours (NO_COLOR does the same)');
  return examples(
    made,
    'afa start',
    'afa import cases/*.yaml',
    'afa events --follow',
    'afa backup register.jsonl',
  ).addHelpText('after', CODES);
}

function tell(failure: Failure, terminal: Terminal, json: boolean): void {
  if (json) return void terminal.err.write(`${JSON.stringify(failure.json)}\n`);
  const style = paint(terminal.colour.err);
  const lines = [`${style('red', 'afa:')} ${failure.message}`, ...failure.details.map((detail) => `  ${detail}`)];
  terminal.err.write(`${lines.join('\n')}\n`);
}

/** Commander ends help and version with code 0, everything else it throws is wrong usage; it has said so already. */
const reasonOf = (error: CommanderError): ExitReason => (error.exitCode === 0 ? 'ok' : 'usage');

/**
 * Runs one command line (without `node` and the script) and answers the exit code. Never throws for what can be foreseen;
 * what nobody foresaw is thrown to the caller.
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const actions = actionsOn(terminal);
  const afa = program(terminal);
  for (const add of adders) add(afa, actions);
  try {
    await afa.parseAsync([...argv], { from: 'user' });
    return exitCodes[actions.ended()];
  } catch (error) {
    if (error instanceof CommanderError) return exitCodes[reasonOf(error)];
    if (!(error instanceof Failure)) throw error;
    if (error.reason !== 'interrupted') tell(error, terminal, argv.includes('--json'));
    return exitCodes[error.reason];
  }
}
