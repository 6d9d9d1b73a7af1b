import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { type ExitReason, Failure, usage } from '../failure.ts';
import type { AnswerChanges } from '../output/changes.ts';
import { startProgress } from '../output/progress.ts';
import { harmless, paint } from '../output/style.ts';
import { table } from '../output/table.ts';
import type { Api } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import { messagesOf } from '../server/lines.ts';
import { breachLine } from '../server/problem.ts';
import { put } from '../terminal.ts';
import { readText } from './input.ts';
import { previewText } from './preview.ts';

type Format = 'yaml' | 'jsonl';

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly format?: Format;
}

interface Rejected {
  readonly kind: 'rejected';
  readonly line: number;
  readonly column?: number;
  readonly command: string | null;
  readonly as: string | null;
  readonly record: string | null;
  readonly rejections: readonly { rule: string; pointer: string; detail: string; line: number }[];
}

interface Summary {
  readonly kind: 'summary';
  readonly namespace: string | null;
  readonly commands: number;
  readonly accepted: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly position: string | null;
  /** Whether an earlier import of the file was withdrawn. */
  readonly withdrawn: boolean;
  readonly dryRun: boolean;
}

/** What the server tells while it imports (`POST /v1/imports`). */
type Message =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'failed'; readonly detail: string }
  | (AnswerChanges & { readonly kind: 'changes' })
  | Rejected
  | Summary;

interface CaseFile {
  readonly name: string;
  readonly format: Format;
  readonly text: string;
}

const mediaTypes: Record<Format, string> = { yaml: 'application/yaml', jsonl: 'application/x-ndjson' };
const formats: Readonly<Record<string, Format>> = {
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

function formatOf(name: string, asked: Format | undefined): Format {
  const format = asked ?? (name === '-' ? 'yaml' : formats[extname(name).toLowerCase()]);
  if (!format) throw usage(`the name of ${name} does not say what it is`, 'Give --format yaml or --format jsonl.');
  return format;
}

/** `swaps.yaml:17: ReportLeg f21: count.value: rule (why)`, one line for each thing wrong. */
export function rejectionLines(file: string, { command, as, record, column, rejections }: Rejected): string[] {
  const who = [command ?? 'not a command', as ?? '', record ? `(${record})` : '']
    .filter((part) => part !== '')
    .join(' ');
  return rejections.map(({ line, ...breach }) => {
    const place = column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
    return harmless(`${place}: ${who}: ${breachLine(breach)}`);
  });
}

const brokenOff = (name: string, why: string): Failure =>
  new Failure('unavailable', `the import of ${name} broke off: ${why}`, {
    details: ['What was accepted stays. Import the file again: it goes on from there.'],
  });

async function importFile(context: Context, api: Api, file: CaseFile, dryRun: boolean): Promise<Summary> {
  const { terminal, json, style } = context;
  const response = await api.open('/v1/imports', {
    method: 'POST',
    parameters: { dryRun: dryRun || undefined },
    headers: { 'content-type': mediaTypes[file.format] },
    body: file.text,
  });
  const progress = startProgress(terminal, { label: `importing ${file.name}`, unit: 'commands' }, json);
  try {
    for await (const message of messagesOf<Message>(response, context)) {
      if (message.kind === 'progress') progress.update(message.done, message.total);
      if (message.kind === 'rejected') {
        progress.clear();
        const lines = json ? [JSON.stringify({ file: file.name, ...message })] : rejectionLines(file.name, message);
        await put(terminal.out, lines.map((line) => `${json ? line : style('red', line)}\n`).join(''));
      }
      if (message.kind === 'changes') {
        progress.clear();
        await put(
          terminal.out,
          json ? `${JSON.stringify({ file: file.name, ...message })}\n` : await previewText(context, api, message),
        );
      }
      if (message.kind === 'failed') throw brokenOff(file.name, message.detail);
      if (message.kind === 'summary') return message;
    }
  } finally {
    progress.clear();
  }
  throw brokenOff(file.name, 'the answer ended too early');
}

type Result = Summary & { readonly file: string };

function summaryTable(results: readonly Result[], dryRun: boolean, colour: boolean): string {
  const columns = [
    { heading: 'FILE', of: ({ file }: Result) => file },
    { heading: 'COMMANDS', align: 'right' as const, of: ({ commands }: Result) => commands },
    { heading: dryRun ? 'ACCEPTABLE' : 'ACCEPTED', align: 'right' as const, of: ({ accepted }: Result) => accepted },
    { heading: 'HELD ALREADY', align: 'right' as const, of: ({ repeated }: Result) => repeated },
    { heading: 'REJECTED', align: 'right' as const, of: ({ rejected }: Result) => rejected },
    { heading: 'POSITION', align: 'right' as const, of: ({ position }: Result) => position },
  ];
  return table(columns, results, paint(colour), 'no files');
}

/** What a person may want to know behind the table: that claims of a file were withdrawn and stay so, and how to undo it. */
function remarks(results: readonly Result[]): string {
  const withdrawn = results.filter((result) => result.withdrawn);
  const written = results.filter((result) => !result.dryRun && result.accepted > 0 && result.namespace);
  const lines = [
    ...withdrawn.map(
      ({ file }) =>
        `${file} was withdrawn before: what is held already stays withdrawn, importing it again changes nothing.`,
    ),
    ...written.map(({ namespace }) => `To undo: afa withdraw --import ${namespace!} --reason <text>`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

async function importFiles(context: Context, names: readonly string[], options: ImportOptions): Promise<ExitReason> {
  const { terminal, json } = context;
  const dryRun = options.dryRun === true;
  // All are read before the first is sent: a wrong name must not stop an import half way.
  const files: CaseFile[] = [];
  for (const name of names)
    files.push({ name, format: formatOf(name, options.format), text: await readText(name, terminal) });
  const results = await withServer(context, async (api) => {
    const done: Result[] = [];
    for (const file of files) done.push({ file: file.name, ...(await importFile(context, api, file, dryRun)) });
    return done;
  });
  const text = json
    ? results.map((result) => `${JSON.stringify(result)}\n`).join('')
    : summaryTable(results, dryRun, context.terminal.colour.out);
  await put(terminal.out, text);
  if (!json) await put(terminal.err, remarks(results));
  return results.some(({ rejected }) => rejected > 0) ? 'failure' : 'ok';
}

/** `afa import`: case files into the register, one after the other. */
export function addImport(program: Command, actions: Actions): void {
  const command = program
    .command('import')
    .description('Import case files; importing the same file again changes nothing')
    .argument('<files...>', 'YAML or JSON Lines, - for standard input')
    .option('--dry-run', 'check everything and show which answers would change, write nothing')
    .addOption(new Option('--format <format>', 'where the name does not tell').choices(['yaml', 'jsonl']));
  examples(
    command,
    'afa import cases/2017.yaml',
    'afa import --dry-run cases/*.yaml',
    'make-cases | afa import --format jsonl -',
  ).action(
    actions.run<ImportOptions>((context, [names], options) =>
      importFiles(context, names as unknown as string[], options),
    ),
  );
}
