import { type Context } from '../../context.ts';
import { ago, span } from '../../output/moment.ts';
import { type Column, table } from '../../output/table.ts';
import { withServer } from '../../server/connection.ts';
import { put } from '../../terminal.ts';

export const ADDRESS = '/v1/operations/projections';

interface Build {
  readonly read: string;
  readonly upTo: string;
  readonly passes: number;
  readonly done: readonly number[];
  readonly filledAt: string | null;
  readonly error: string | null;
}

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
  readonly build?: Build | null;
  readonly comparison?: { readonly against: number; readonly equal: boolean; readonly comparedAt: string } | null;
  readonly lacking?: readonly string[];
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

const name: Column<Projection> = { heading: 'PROJECTION', of: ({ projection }) => projection };
const generation: Column<Projection> = { heading: 'GENERATION', of: (each) => String(each.generation), align: 'right' };
const position: Column<Projection> = { heading: 'POSITION', of: (each) => each.position, align: 'right' };
const isRetired = ({ status }: Projection): boolean => status === 'retired';
const behind: readonly Column<Projection>[] = [
  { heading: 'EVENTS BEHIND', of: (each) => (isRetired(each) ? null : each.lag.events), align: 'right' },
  {
    heading: 'TIME BEHIND',
    of: (each) => (isRetired(each) ? null : each.lag.events === 0 ? 'none' : span(each.lag.seconds)),
    align: 'right',
  },
];

/** How much of the log has been read in all passes. */
function shareOf({ read, upTo, passes }: Build): string {
  const whole = Number(upTo) * passes;
  return `${Math.floor((whole === 0 ? 1 : Number(read) / whole) * 100)} %`;
}

function buildWords({ status, build, comparison, lacking = [] }: Projection): string | null {
  if (lacking.length > 0) return `made by other code, lacks ${lacking.join(', ')}`;
  if (status === 'retired' || !build) return null;
  if (build.filledAt === null) {
    const pass = build.passes > 1 ? `, pass ${build.done.length + 1} of ${build.passes}` : '';
    return `${shareOf(build)} read${pass}${build.error === null ? '' : `; broke off: ${build.error}`}`;
  }
  if (status !== 'building') return null;
  if (!comparison) return 'built, not compared';
  return `built, ${comparison.equal ? 'equal to' : 'differs from'} generation ${comparison.against}`;
}

const listColumns = (now: Date): Column<Projection>[] => [
  name,
  generation,
  { heading: 'STATUS', of: ({ status }) => status },
  position,
  { heading: 'MOVED', of: ({ updatedAt }) => ago(updatedAt, now) },
  ...behind,
  { heading: 'PARKED STREAMS', of: ({ parkedStreams }) => parkedStreams, align: 'right' },
  { heading: 'PARKED EVENTS', of: ({ parkedEvents }) => parkedEvents, align: 'right' },
  { heading: 'BUILD', of: buildWords, optional: true },
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

const statusOf = (context: Context): Promise<Status> => withServer(context, (api) => api.json<Status>(ADDRESS));

/** Each generation with where it stands and how its build goes, and what is parked. */
export async function list(context: Context): Promise<void> {
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

/** Only the distance from the log, of what is in use. */
export async function lag(context: Context): Promise<void> {
  const { projections: all } = await statusOf(context);
  const projections = all.filter((each) => !isRetired(each));
  const rows = projections.map(({ projection, generation: of, position: at, lag: left }) => ({
    projection,
    generation: of,
    position: at,
    ...left,
  }));
  const text = context.json
    ? rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    : table([name, generation, position, ...behind], projections, context.style, 'no projection has run yet');
  await put(context.terminal.out, text);
}
