import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { type ExitReason, usage } from '../failure.ts';
import { ago, span } from '../output/moment.ts';
import { type Column, table } from '../output/table.ts';
import { withServer } from '../server/connection.ts';
import { put } from '../terminal.ts';

/** A generation of the read models, as `GET /v1/operations/projections` gives it. */
interface Projection {
  readonly projection: string;
  readonly generation: number | string;
  readonly status: string;
  readonly position: string;
  readonly updatedAt: string;
  readonly parkedStreams: number;
  readonly parkedEvents: number;
  readonly lag: { readonly events: number; readonly seconds: number };
}

/** An event that waits, or the mark of an operator. */
interface Parked {
  readonly stream: string;
  readonly position: string;
  readonly type: string | null;
  readonly reason: string;
  readonly error: string;
  readonly parkedAt: string;
  /** Events of the stream that wait, this one included. */
  readonly waiting: number;
}

interface Status {
  readonly projections: readonly Projection[];
  readonly parked: readonly Parked[];
}

interface Redriven {
  readonly stream: string;
  readonly applied: number;
  readonly stopped: { readonly position: string; readonly error: string } | null;
}

const ADDRESS = '/v1/operations/projections';

const name: Column<Projection> = { heading: 'PROJECTION', of: ({ projection }) => projection };
const generation: Column<Projection> = { heading: 'GENERATION', of: (each) => String(each.generation), align: 'right' };
const position: Column<Projection> = { heading: 'POSITION', of: (each) => each.position, align: 'right' };
const behind: readonly Column<Projection>[] = [
  { heading: 'EVENTS BEHIND', of: ({ lag }) => lag.events, align: 'right' },
  { heading: 'TIME BEHIND', of: ({ lag }) => (lag.events === 0 ? 'none' : span(lag.seconds)), align: 'right' },
];

const listColumns = (now: Date): Column<Projection>[] => [
  name,
  generation,
  { heading: 'STATUS', of: ({ status }) => status },
  position,
  { heading: 'MOVED', of: ({ updatedAt }) => ago(updatedAt, now) },
  ...behind,
  { heading: 'PARKED STREAMS', of: ({ parkedStreams }) => parkedStreams, align: 'right' },
  { heading: 'PARKED EVENTS', of: ({ parkedEvents }) => parkedEvents, align: 'right' },
];

const parkedColumns = (now: Date): Column<Parked>[] => [
  { heading: 'PARKED STREAM', of: ({ stream }) => stream },
  { heading: 'AT POSITION', of: (each) => each.position, align: 'right' },
  { heading: 'EVENT', of: ({ type }) => type },
  { heading: 'WAITING', of: ({ waiting }) => waiting, align: 'right' },
  { heading: 'SINCE', of: ({ parkedAt }) => ago(parkedAt, now) },
  { heading: 'REASON', of: ({ reason }) => reason },
  { heading: 'ERROR', of: ({ error }) => error },
];

const redrivenColumns: readonly Column<Redriven>[] = [
  { heading: 'STREAM', of: ({ stream }) => stream },
  { heading: 'EVENTS APPLIED', of: ({ applied }) => applied, align: 'right' },
  { heading: 'NOW', of: ({ stopped }) => (stopped ? `parked again at position ${stopped.position}` : 'up to date') },
  { heading: 'ERROR', of: ({ stopped }) => stopped?.error, optional: true },
];

const statusOf = (context: Context): Promise<Status> => withServer(context, (api) => api.json<Status>(ADDRESS));

async function list(context: Context): Promise<void> {
  const { terminal, json, style } = context;
  const { projections, parked } = await statusOf(context);
  if (json) {
    const lines = [
      ...projections.map((each) => ({ kind: 'projection', ...each })),
      ...parked.map((each) => ({ kind: 'parked', ...each })),
    ];
    return put(terminal.out, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
  const now = terminal.now();
  const streams = parked.length === 0 ? '' : `\n${table(parkedColumns(now), parked, style, '')}`;
  await put(terminal.out, `${table(listColumns(now), projections, style, 'no projection has run yet')}${streams}`);
}

async function lag(context: Context): Promise<void> {
  const { projections } = await statusOf(context);
  const rows = context.json
    ? projections.map(({ projection, generation: of, position: at, lag: left }) => ({
        projection,
        generation: of,
        position: at,
        ...left,
      }))
    : projections;
  const text = context.json
    ? rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    : table([name, generation, position, ...behind], projections, context.style, 'no projection has run yet');
  await put(context.terminal.out, text);
}

async function park(context: Context, stream: string, reason: string): Promise<ExitReason> {
  const body = JSON.stringify({ stream, reason });
  const headers = { 'content-type': 'application/json' };
  const answer = await withServer(context, (api) =>
    api.json<{ parked: boolean }>(`${ADDRESS}/park`, { method: 'POST', headers, body }),
  );
  const words = answer.parked
    ? 'is parked: its later events wait until it is redriven'
    : 'was parked already, with its own reason';
  await put(context.terminal.out, context.json ? `${JSON.stringify(answer)}\n` : `${stream} ${words}\n`);
  return answer.parked ? 'ok' : 'conflict';
}

/** A stream that failed again is a failure of the command: what made it fail has not gone. */
async function redrive(context: Context, stream: string | undefined, all: boolean): Promise<ExitReason> {
  if ((stream === undefined) === !all) throw usage('name one stream, or give --all');
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(stream === undefined ? {} : { stream });
  const { data } = await withServer(context, (api) =>
    api.json<{ data: readonly Redriven[] }>(`${ADDRESS}/redrive`, { method: 'POST', headers, body }),
  );
  const text = context.json
    ? data.map((each) => `${JSON.stringify(each)}\n`).join('')
    : table(redrivenColumns, data, context.style, 'nothing is parked');
  await put(context.terminal.out, text);
  return data.some(({ stopped }) => stopped) ? 'failure' : 'ok';
}

/** `afa projections`: the read models, for whoever runs the register. */
export function addProjections(program: Command, actions: Actions): void {
  const projections = program.command('projections').description('Look after the read models');
  examples(
    projections.command('list').description('Show each generation: where it stands, what is parked and why'),
    'afa projections list',
  ).action(actions.run((context) => list(context)));
  examples(
    projections.command('lag').description('Show how far each generation is behind the log'),
    'afa projections lag --json',
  ).action(actions.run((context) => lag(context)));
  examples(
    projections
      .command('park')
      .description('Hold up one stream: its later events wait, all others go on')
      .argument('<stream>', 'such as swap-6f1b2a0e-…')
      .requiredOption('--reason <words>', 'why, for whoever looks at it later'),
    'afa projections park swap-6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11 --reason "under review"',
  ).action(actions.run<{ reason: string }>((context, [stream], { reason }) => park(context, stream!, reason)));
  examples(
    projections
      .command('redrive')
      .description('Apply what waits, in order')
      .argument('[stream]', 'such as swap-6f1b2a0e-…')
      .option('--all', 'every parked stream'),
    'afa projections redrive --all',
  ).action(actions.run<{ all?: boolean }>((context, [stream], { all }) => redrive(context, stream, all === true)));
}
