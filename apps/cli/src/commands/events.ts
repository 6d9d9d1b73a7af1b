import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { usage } from '../failure.ts';
import { instant } from '../output/moment.ts';
import { type Column, type Layout, layout } from '../output/table.ts';
import type { Api } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import { put } from '../terminal.ts';
import { follow } from './follow.ts';
import { wordsOf } from './words.ts';

interface EventsOptions {
  readonly after: string;
  readonly follow?: boolean;
  readonly prefix?: string;
  readonly limit?: string;
}

/** An event as `GET /v1/events` gives it, as far as it is shown. */
interface EventItem {
  readonly position: string;
  readonly recordedAt: string;
  readonly type: string;
  readonly stream: string;
  readonly data: unknown;
  readonly metadata: { readonly actor: string };
}

interface EventPage {
  readonly data: readonly EventItem[];
  readonly page: { readonly next: string | null };
  readonly head: { readonly position: string };
}

const columns: readonly Column<EventItem>[] = [
  { heading: 'POSITION', of: ({ position }) => position, align: 'right' },
  { heading: 'RECORDED', of: ({ recordedAt }) => instant(recordedAt) },
  { heading: 'BY', of: ({ metadata }) => metadata.actor },
  { heading: 'EVENT', of: ({ type }) => type },
  { heading: 'STREAM', of: ({ stream }) => stream },
  { heading: 'SAYS', of: ({ data }) => wordsOf(data) },
];

/** Prints events as they come: the first ones set the width of the columns, which then stay. */
function printer({ json, terminal, style }: Context) {
  let lines: Layout<EventItem> | undefined;
  return async (events: readonly EventItem[]): Promise<void> => {
    if (json) return put(terminal.out, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    if (!lines && events.length > 0) {
      lines = layout(columns, events, style);
      await put(terminal.out, `${lines.heading}\n`);
    }
    await put(terminal.out, events.map((event) => `${lines!.line(event)}\n`).join(''));
  };
}

const POSITION = /^\d{1,19}$/;
const PAGE = 200;

function limitOf(text: string | undefined): number {
  if (text === undefined) return Infinity;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usage('--limit takes a number from 1');
  return Number(text);
}

async function pages(api: Api, context: Context, options: EventsOptions, from: string): Promise<void> {
  const print = printer(context);
  const most = limitOf(options.limit);
  let after = from;
  let shown = 0;
  for (;;) {
    const parameters = { after, streamPrefix: options.prefix, limit: Math.min(PAGE, most - shown) };
    const { data, page } = await api.json<EventPage>('/v1/events', { parameters });
    await print(data);
    shown += data.length;
    if (page.next === null || shown >= most) break;
    after = page.next;
  }
  if (shown === 0 && !context.json) context.say('no events');
}

async function events(context: Context, options: EventsOptions): Promise<void> {
  if (options.after !== 'end' && !POSITION.test(options.after))
    throw usage('--after takes a position, such as 120, or end');
  if (options.follow && options.limit !== undefined) throw usage('--limit and --follow exclude each other');
  await withServer(context, async (api) => {
    const from =
      options.after === 'end'
        ? (await api.json<EventPage>('/v1/events', { parameters: { limit: 1 } })).head.position
        : options.after;
    if (!options.follow) {
      return pages(api, context, options, from);
    }
    const print = printer(context);
    let told = false;
    await follow(api, context, {
      after: from,
      prefix: options.prefix,
      event: (json) => print([JSON.parse(json) as EventItem]),
      caughtUp: (position) => {
        if (!told) context.say(`up to date at position ${position}; waiting for more, Ctrl-C ends`);
        told = true;
      },
    });
  });
}

/** `afa events`: the log as it is. */
export function addEvents(program: Command, actions: Actions): void {
  const command = program
    .command('events')
    .description('Show the events of the whole register, in the order they were recorded')
    .option('--after <position>', 'only what comes after it; end for what is yet to come', '0')
    .option('--follow', 'go on with what comes, until Ctrl-C')
    .option('--prefix <streams>', 'only streams that begin so, several separated by commas: swap-,detention-')
    .option('--limit <number>', 'at most so many');
  examples(
    command,
    'afa events --after 120',
    'afa events --follow --after end',
    'afa events --prefix swap- --json | jq .type',
  ).action(actions.run<EventsOptions>((context, _args, options) => events(context, options)));
}
