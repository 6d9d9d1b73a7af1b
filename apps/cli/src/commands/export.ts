import type { Writable } from 'node:stream';
import { type Command, Option } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { Failure, usage } from '../failure.ts';
import { assertNew, writeWhole } from '../output/new-file.ts';
import { startProgress } from '../output/progress.ts';
import { type Api, connectionFailure } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import { put } from '../terminal.ts';
import { ExportTally, type Format, formats } from './export-tally.ts';

/** What narrows a list, with its argument and the words of the help. */
const filters = {
  source: ['id', 'only what rests on the source'],
  claimant: ['id', 'only what the party or person claims'],
  party: ['id', 'only what names the party'],
  person: ['id', 'only what names the person'],
  holder: ['id', 'only what names the party as holder'],
  swap: ['id', 'only what names the swap'],
  status: ['status', 'of claims: only those of which this became'],
  type: ['type', 'of claims and timeline: only this type of report'],
  stream: ['stream', 'of claims and timeline: only what is about this subject'],
} as const;
const narrowings = [...(Object.keys(filters) as (keyof typeof filters)[]), 'on', 'asOf'] as const;

type Narrowing = Readonly<Partial<Record<(typeof narrowings)[number], string>>>;

interface ExportOptions extends Narrowing {
  readonly format?: Format;
  readonly out?: string;
  readonly force?: boolean;
}

/** The manifest (`GET /v1/exports/{list}/manifest`), as far as it is looked at. */
interface Manifest {
  readonly rows: number;
  readonly bytes: number;
  readonly digest: { readonly value: string };
}

/** What is asked for. */
interface Asked {
  readonly list: string;
  readonly format: Format;
  readonly narrowing: Narrowing;
}

/** What came. */
interface Received {
  readonly position: string;
  readonly rows: number | null;
  readonly bytes: number;
  readonly sha256: string;
}

const endingOf = (file: string): string => file.slice(file.lastIndexOf('.') + 1).toLowerCase();

/** @throws Failure `usage` where the file's name does not tell the format and nothing else does */
function formatOf({ format, out }: ExportOptions): Format {
  if (format !== undefined) return format;
  if (out === undefined) return 'jsonl';
  const told = formats.find((each) => each === endingOf(out));
  if (!told) throw usage(`${out} does not tell the format: --format csv, --format jsonl or --format parquet`);
  return told;
}

const narrowingOf = (options: ExportOptions): Narrowing =>
  Object.fromEntries(narrowings.map((name) => [name, options[name]]));

const pathOf = ({ list }: Asked): string => `/v1/exports/${encodeURIComponent(list)}`;

/** Takes the export from the server into a stream. @throws Failure `unavailable` where it breaks off */
async function receive(context: Context, api: Api, asked: Asked, to: Writable): Promise<Received> {
  const { terminal, json } = context;
  const { list, format, narrowing } = asked;
  const response = await api.open(pathOf(asked), { parameters: { format, ...narrowing } });
  const tally = new ExportTally(format);
  const unit = tally.rows === null ? 'bytes' : 'rows';
  const progress = startProgress(terminal, { label: `exporting ${list}`, unit }, json);
  try {
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array;
      tally.take(bytes);
      await put(to, bytes);
      progress.update(tally.rows ?? tally.bytes);
    }
  } catch (error) {
    throw connectionFailure(error, api.url, terminal.interrupted) ?? error;
  } finally {
    progress.clear();
  }
  const position = response.headers.get('afa-position');
  if (position === null) throw new Failure('failure', `${api.url} does not answer as this register does`);
  return { position, rows: tally.rows, bytes: tally.bytes, sha256: tally.digest() };
}

/** The manifest of what came. @throws Failure `verificationFailed` where it is of something else */
async function verified(api: Api, asked: Asked, received: Received): Promise<Manifest> {
  const { format, narrowing } = asked;
  const parameters = { format, ...narrowing, asOf: received.position };
  const manifest = await api.json<Manifest>(`${pathOf(asked)}/manifest`, { parameters });
  const same =
    manifest.digest.value === received.sha256 &&
    manifest.bytes === received.bytes &&
    (received.rows === null || received.rows === manifest.rows);
  if (same) return manifest;
  throw new Failure('verificationFailed', 'what came is not what the manifest says; nothing was kept', {
    details: [
      `came: ${received.bytes} bytes, sha-256 ${received.sha256}`,
      `manifest: ${manifest.bytes} bytes, sha-256 ${manifest.digest.value}`,
      'Take it again.',
    ],
  });
}

const count = (value: number): string => value.toLocaleString('en');

/** The data gets its name only when the manifest, which then stands beside it, has vouched for it. */
async function exportInto(context: Context, asked: Asked, file: string, force: boolean): Promise<void> {
  const description = `${file}.manifest.json`;
  await assertNew(file, force);
  await assertNew(description, force);
  const { received, manifest } = await withServer(context, (api) =>
    writeWhole(file, async (to) => {
      const came = await receive(context, api, asked, to);
      const vouched = await verified(api, asked, came);
      await writeWhole(description, (next) => put(next, `${JSON.stringify(vouched, null, 2)}\n`));
      return { received: came, manifest: vouched };
    }),
  );
  const { rows, bytes } = manifest;
  const { position, sha256 } = received;
  const { list, format } = asked;
  const summary = { list, format, file, manifest: description, rows, bytes, position, sha256 };
  await put(
    context.terminal.out,
    context.json
      ? `${JSON.stringify(summary)}\n`
      : `${count(rows)} rows of ${list} as known at position ${position} in ${file}\n`,
  );
}

/** To standard output; what came is told beside it, for there is no file to hold a manifest. */
async function exportOut(context: Context, asked: Asked): Promise<void> {
  const { list, format } = asked;
  const received = await withServer(context, (api) => receive(context, api, asked, context.terminal.out));
  const { position, rows, bytes, sha256 } = received;
  const amount = rows === null ? `${count(bytes)} bytes` : `${count(rows)} rows`;
  context.say(
    context.json
      ? JSON.stringify({ list, format, rows, bytes, position, sha256 })
      : `${amount} of ${list} as known at position ${position}, sha-256 ${sha256}`,
  );
}

/** `afa export`: a list as a file, checked against its manifest. */
export function addExport(program: Command, actions: Actions): void {
  const command = program
    .command('export')
    .description('Write every row of a list to a file, of one state of the register')
    .argument(
      '<list>',
      'swaps, detentions, persons, groups, claims, estimates, statements, appeals, talks, sources, parties or timeline',
    )
    .addOption(new Option('--format <format>', 'by default as the name of the file ends, else jsonl').choices(formats))
    .option('--out <file>', 'a new file, with <file>.manifest.json beside it; without it to standard output')
    .option('--force', 'replace the files')
    .option('--on <days>', 'what is true then: an EDTF day, month, year or interval')
    .option('--as-of <state>', 'what the register knew: a position, or an RFC 3339 instant');
  for (const [name, [argument, about]] of Object.entries(filters)) command.option(`--${name} <${argument}>`, about);
  examples(
    command,
    'afa export claims --out claims.csv',
    'afa export timeline --format parquet --on 2017-12 --out december.parquet',
    "afa export detentions --as-of 55 | jq -r '.id'",
  ).action(
    actions.run<ExportOptions>(async (context, [list], options) => {
      const asked = { list: list!, format: formatOf(options), narrowing: narrowingOf(options) };
      if (options.out === undefined) return exportOut(context, asked);
      return exportInto(context, asked, options.out, options.force === true);
    }),
  );
}
