import { type Context } from '../../context.ts';
import { type ExitReason, Failure, usage } from '../../failure.ts';
import { span } from '../../output/moment.ts';
import { startProgress } from '../../output/progress.ts';
import { facts } from '../../output/table.ts';
import type { Api } from '../../server/api.ts';
import { withServer } from '../../server/connection.ts';
import { messagesOf } from '../../server/lines.ts';
import { put } from '../../terminal.ts';
import { posted } from './asked.ts';
import { ADDRESS } from './status.ts';

interface Begun {
  readonly kind: 'begun';
  readonly generation: number;
  readonly passes: number;
  readonly before: boolean;
}

interface Filling {
  readonly kind: 'filling';
  readonly read: string;
  readonly of: string;
  readonly passes: number;
  readonly done: number;
  readonly events: number;
  readonly error: string | null;
}

interface Ready {
  readonly kind: 'ready';
  readonly generation: number;
  readonly position: string;
  readonly events: number;
  readonly startedAt: string;
  readonly filledAt: string;
  readonly parked: readonly string[];
}

/** What the server tells while it builds (`POST /v1/operations/projections/rebuild`). */
type Message =
  | Begun
  | Filling
  | Ready
  | { readonly kind: 'catching-up'; readonly position: string; readonly head: string }
  | { readonly kind: 'given-up'; readonly generation: number };

/** Two bars, one after the other: reading the log, and what came meanwhile. */
function createBars({ terminal, json }: Context) {
  const filling = startProgress(terminal, { label: 'building', unit: 'positions' }, json);
  const catching = startProgress(terminal, { label: 'catching up', unit: 'positions' }, json);
  return {
    filling({ read, of, passes, done, error }: Filling): void {
      const pass = passes > 1 ? `pass ${Math.min(done + 1, passes)} of ${passes}` : '';
      filling.update(Number(read), Number(of), error === null ? pass : `broke off, is tried again: ${error}`);
    },
    catching(position: string, head: string): void {
      filling.clear();
      catching.update(Number(position), Number(head));
    },
    clear(): void {
      filling.clear();
      catching.clear();
    },
  };
}

const goesOn = (why: Failure): Failure =>
  new Failure(why.reason, why.message, {
    details: [
      'The build goes on where the register runs: afa projections list shows how far it is, afa projections cancel gives it up.',
    ],
    cause: why,
  });

async function follow(context: Context, api: Api, passes: number | undefined): Promise<Ready> {
  const response = await api.open(`${ADDRESS}/rebuild`, posted(passes === undefined ? {} : { passes }));
  const bars = createBars(context);
  try {
    for await (const message of messagesOf<Message>(response, context)) {
      if (message.kind === 'begun' && message.before)
        context.say(`generation ${message.generation} is being built already; this shows how it goes on`);
      if (message.kind === 'filling') bars.filling(message);
      if (message.kind === 'catching-up') bars.catching(message.position, message.head);
      if (message.kind === 'given-up')
        throw new Failure('conflict', `the build of generation ${message.generation} was given up`);
      if (message.kind === 'ready') return message;
    }
  } catch (error) {
    throw error instanceof Failure && ['interrupted', 'unavailable'].includes(error.reason) ? goesOn(error) : error;
  } finally {
    bars.clear();
  }
  throw goesOn(new Failure('unavailable', 'the answer of the server broke off'));
}

function textOf({ style }: Context, { generation, position, events, startedAt, filledAt, parked }: Ready): string {
  const taken = (Date.parse(filledAt) - Date.parse(startedAt)) / 1000;
  const lines = [
    ['events', events],
    ['position', position],
    ['filled in', span(taken)],
    ['parked', parked.join(', ')],
  ] as const;
  const next = `afa projections compare ${generation}, then afa projections switch ${generation}`;
  return `${style('green', `generation ${generation} is built and kept up beside the one that serves`)}\n${facts(lines, style)}next: ${next}\n`;
}

/** Builds the next generation and shows how that goes. */
export async function rebuild(context: Context, passes: string | undefined): Promise<ExitReason> {
  if (passes !== undefined && !/^([1-9]|[12]\d|3[0-2])$/.test(passes))
    throw usage('--passes takes a number from 1 to 32');
  const number = passes === undefined ? undefined : Number(passes);
  const ready = await withServer(context, (api) => follow(context, api, number));
  await put(context.terminal.out, context.json ? `${JSON.stringify(ready)}\n` : textOf(context, ready));
  return 'ok';
}
