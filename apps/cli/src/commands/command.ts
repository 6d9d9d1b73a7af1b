import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { Failure, usage } from '../failure.ts';
import { facts, table } from '../output/table.ts';
import type { AnswerChange } from '../output/changes.ts';
import type { Api } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import type { ProblemDetails } from '../server/problem.ts';
import { put } from '../terminal.ts';
import { readText } from './input.ts';
import { previewText } from './preview.ts';
import { wordsOf } from './words.ts';

interface CommandOptions {
  readonly data?: string;
  readonly file?: string;
  readonly key?: string;
  readonly ifMatch?: string;
  readonly dryRun?: boolean;
}

/** The answer of `POST /v1/commands/{Name}`; with `?dryRun=true` the events have no place yet. */
export interface CommandAnswer {
  readonly commandId: string;
  readonly stream: string;
  readonly id: string;
  readonly revision?: number;
  readonly position?: string;
  readonly dryRun?: true;
  readonly events: readonly { id: string; type: string; revision?: number; position?: string; data?: unknown }[];
  /** Of a dry run: the answers that would change. */
  readonly changes?: readonly AnswerChange[];
  readonly moreChanges?: number;
}

async function bodyOf({ terminal }: Context, { data, file }: CommandOptions): Promise<string> {
  if (data !== undefined && file !== undefined) throw usage('give the fields once: --data or --file');
  const text = data ?? (file === undefined ? '{}' : await readText(file, terminal));
  try {
    const body: unknown = JSON.parse(text);
    if (body === null || typeof body !== 'object' || Array.isArray(body)) throw new Error('it is no object');
    return text;
  } catch (error) {
    throw usage(`the fields of the command are not a JSON object: ${(error as Error).message}`);
  }
}

/** Loads the language only when a name was wrong. */
async function unknownName(name: string, failure: Failure): Promise<Failure> {
  const errors = (failure.json as ProblemDetails).errors ?? [];
  if (!errors.some(({ rule }) => rule === 'unknown-command')) return failure;
  const { commandNames } = await import('#libs/contracts');
  const { closest } = await import('../output/closest.ts');
  const near = closest(name, commandNames);
  return usage(`there is no command ${name}`, near ? `Did you mean ${near}?` : `Known are ${commandNames.join(', ')}.`);
}

/** @throws Failure for whatever the register answers but an acceptance */
export function sendCommand(
  api: Api,
  name: string,
  body: string,
  options: CommandOptions = {},
): Promise<CommandAnswer> {
  return api.json<CommandAnswer>(`/v1/commands/${encodeURIComponent(name)}`, {
    method: 'POST',
    parameters: { dryRun: options.dryRun },
    headers: {
      'content-type': 'application/json',
      'idempotency-key': options.key,
      'if-match': options.ifMatch === undefined ? undefined : `"${options.ifMatch}"`,
    },
    body,
  });
}

/** An answer in words; of a dry run with what would change. */
export async function answerText(context: Context, api: Api, name: string, answer: CommandAnswer): Promise<string> {
  const { style } = context;
  const { stream, revision, position, events } = answer;
  if (!answer.dryRun) {
    const heading = style('green', `${name} accepted`);
    const first = [
      ['stream', stream],
      ['revision', revision],
      ['position', position],
    ] as const;
    return `${heading}\n${facts([...first, ['event', events.map(({ type, id }) => `${type} ${id}`).join(', ')]], style)}`;
  }
  const columns = [
    { heading: 'EVENT', of: ({ type }: CommandAnswer['events'][number]) => type },
    { heading: 'SAYS', of: ({ data }: CommandAnswer['events'][number]) => wordsOf(data) },
  ];
  const heading = `${style('green', `${name} would be accepted`)}, for ${stream}; nothing was written`;
  const { changes, moreChanges = 0 } = answer;
  const preview = changes ? `\n${await previewText(context, api, { changes, more: moreChanges })}` : '';
  return `${heading}\n${table(columns, events, style, 'no events')}${preview}`;
}

/** `afa command`: one command, as `POST /v1/commands/{Name}` takes it. */
export function addCommand(program: Command, actions: Actions): void {
  const command = program
    .command('command')
    .description('Send one command')
    .argument('<Name>', 'such as RegisterParty')
    .argument('[input]', '- reads the fields from standard input')
    .option('-d, --data <json>', 'the fields of the command')
    .option('-f, --file <file>', 'a file with the fields, - for standard input')
    .option('-k, --key <key>', 'idempotency key: the same command with the same key is carried out once')
    .option('--if-match <revision>', 'only if the stream is at this revision')
    .option('--dry-run', 'check it, show the events and the answers that would change, write nothing');
  examples(
    command,
    `afa command RegisterParty --data '{"kind":"state","names":[{"form":"Ukraine","lang":"en"}]}'`,
    'afa command ReportLeg --file leg.json --key leg-a-1 --if-match 0',
    'afa command ReportLeg --dry-run - < leg.json',
  ).action(
    actions.run<CommandOptions>(async (context, [name, input], options) => {
      if (input !== undefined && input !== '-')
        throw usage(`"${input}" is unexpected`, 'Fields are given with --data or --file.');
      const given = input === '-' ? { ...options, file: '-' } : options;
      if (given.ifMatch !== undefined && !/^\d+$/.test(given.ifMatch))
        throw usage('--if-match takes a revision, such as 4');
      const body = await bodyOf(context, given);
      const sending = withServer(context, async (api) => {
        const answer = await sendCommand(api, name!, body, given);
        return context.json ? `${JSON.stringify(answer)}\n` : answerText(context, api, name!, answer);
      });
      const text = await sending.catch(async (error: unknown) => {
        throw error instanceof Failure && error.reason === 'notFound' ? await unknownName(name!, error) : error;
      });
      await put(context.terminal.out, text);
    }),
  );
}
