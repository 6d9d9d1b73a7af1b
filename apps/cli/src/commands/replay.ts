import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { type ExitReason, Failure, usage } from '../failure.ts';
import { startProgress } from '../output/progress.ts';
import { type Column, table } from '../output/table.ts';
import type { Api } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import { messagesOf } from '../server/lines.ts';
import { put } from '../terminal.ts';

interface Difference {
  readonly model: string;
  readonly key: string;
  readonly kind: 'missing' | 'extra' | 'different';
  readonly fields: readonly string[];
}

interface Replayed {
  readonly kind: 'replayed';
  readonly to: string;
  readonly events: number;
  readonly parked: readonly string[];
}

interface Comparison {
  readonly kind: 'comparison';
  readonly to: string;
  readonly generation: number;
  readonly equal: boolean;
  readonly differences: readonly Difference[];
  readonly counts: Readonly<Record<string, { served: number; replayed: number; different: number }>>;
  readonly parked: readonly string[];
}

/** What the server tells while it replays (`POST /v1/operations/replays`). */
type Message = { readonly kind: 'progress'; readonly position: string; readonly to: string } | Replayed | Comparison;

interface Result {
  readonly replayed: Replayed;
  readonly comparison: Comparison | null;
}

async function run(context: Context, api: Api, to: string, compare: boolean): Promise<Result> {
  const response = await api.open('/v1/operations/replays', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to, compare }),
  });
  const progress = startProgress(context.terminal, { label: 'replaying', unit: 'events' }, context.json);
  let replayed: Replayed | undefined;
  let comparison: Comparison | null = null;
  try {
    for await (const message of messagesOf<Message>(response, context)) {
      if (message.kind === 'progress') progress.update(Number(message.position), Number(to));
      if (message.kind === 'replayed') replayed = message;
      if (message.kind === 'comparison') comparison = message;
    }
  } finally {
    progress.clear();
  }
  if (!replayed || (compare && !comparison)) throw new Failure('unavailable', 'the replay broke off');
  return { replayed, comparison };
}

type Count = { readonly model: string; readonly served: number; readonly replayed: number; readonly different: number };

const countColumns: readonly Column<Count>[] = [
  { heading: 'READ MODEL', of: ({ model }) => model },
  { heading: 'SERVED', of: ({ served }) => served, align: 'right' },
  { heading: 'REPLAYED', of: ({ replayed }) => replayed, align: 'right' },
  { heading: 'DIFFERENT', of: ({ different }) => different, align: 'right' },
];

const kinds = { missing: 'not served', extra: 'served only', different: 'different' } as const;

const differenceColumns: readonly Column<Difference>[] = [
  { heading: 'READ MODEL', of: ({ model }) => model },
  { heading: 'ROW', of: ({ key }) => key },
  { heading: 'IS', of: ({ kind }) => kinds[kind] },
  { heading: 'IN', of: ({ kind, fields }) => (kind === 'different' ? fields.join(', ') : null), optional: true },
];

function textOf({ style }: Context, { replayed, comparison }: Result): string {
  const first = `${replayed.events.toLocaleString('en')} events replayed to position ${replayed.to}\n`;
  const still = comparison?.parked ?? replayed.parked;
  const parked = still.length === 0 ? '' : `${style('yellow', `parked, so perhaps behind: ${still.join(', ')}`)}\n`;
  if (!comparison) return first + parked;
  const counts = Object.entries(comparison.counts).map(([model, count]) => ({ model, ...count }));
  const verdict = comparison.equal
    ? style(
        'green',
        `every row of generation ${comparison.generation} as known at ${replayed.to} is as the log gives it`,
      )
    : style('red', `rows of generation ${comparison.generation} as known at ${replayed.to} differ from the log`);
  const differences = comparison.equal ? '' : `\n${table(differenceColumns, comparison.differences, style, '')}`;
  return `${first}${parked}\n${table(countColumns, counts, style, '')}${differences}\n${verdict}\n`;
}

async function replay(context: Context, asked: string, compare: boolean): Promise<ExitReason> {
  if (asked !== 'end' && !/^(0|[1-9]\d{0,18})$/.test(asked)) throw usage('--to takes a position, such as 120, or end');
  const result = await withServer(context, async (api) => {
    const head = async (): Promise<string> =>
      (await api.json<{ head: { position: string } }>('/v1/events', { parameters: { limit: 1 } })).head.position;
    return run(context, api, asked === 'end' ? await head() : asked, compare);
  });
  await put(
    context.terminal.out,
    context.json ? `${JSON.stringify(result.comparison ?? result.replayed)}\n` : textOf(context, result),
  );
  return result.comparison?.equal === false ? 'verificationFailed' : 'ok';
}

/** `afa replay`: the proof that what is answered "as of" a position is what the log says. */
export function addReplay(program: Command, actions: Actions): void {
  const command = program
    .command('replay')
    .description('Build the read models anew from the log, beside the served ones, and compare')
    .requiredOption('--to <position>', 'the last event that counts, such as 120, or end')
    .option('--compare', 'hold every row against the served one as known then');
  examples(command, 'afa replay --to 120 --compare', 'afa replay --to end --compare --json').action(
    actions.run<{ to: string; compare?: boolean }>((context, _args, { to, compare }) =>
      replay(context, to, compare === true),
    ),
  );
}
