import { type Context } from '../../context.ts';
import { type ExitReason, Failure } from '../../failure.ts';
import { startProgress } from '../../output/progress.ts';
import { type Column, table } from '../../output/table.ts';
import type { Api } from '../../server/api.ts';
import { withServer } from '../../server/connection.ts';
import { messagesOf } from '../../server/lines.ts';
import { put } from '../../terminal.ts';
import { generationIn, posted } from './asked.ts';
import { ADDRESS } from './status.ts';

interface Difference {
  readonly table: string;
  readonly key: string;
  readonly knownFrom: string | null;
  readonly kind: 'missing' | 'extra' | 'different';
  readonly fields: readonly string[];
}

interface Comparison {
  readonly kind: 'comparison';
  readonly generation: number;
  readonly against: number;
  readonly position: string;
  readonly equal: boolean;
  readonly counts: Readonly<Record<string, { serving: number; built: number; different: number }>>;
  readonly differences: readonly Difference[];
  readonly parked: { readonly serving: readonly string[]; readonly built: readonly string[] };
}

/** What the server tells while it compares (`POST /v1/operations/projections/compare`). */
type Message = { readonly kind: 'progress'; readonly done: number; readonly of: number } | Comparison;

async function follow(context: Context, api: Api, generation: number | undefined): Promise<Comparison> {
  const response = await api.open(`${ADDRESS}/compare`, posted(generation === undefined ? {} : { generation }));
  const progress = startProgress(context.terminal, { label: 'comparing', unit: 'tables' }, context.json);
  try {
    for await (const message of messagesOf<Message>(response, context)) {
      if (message.kind === 'comparison') return message;
      progress.update(message.done, message.of);
    }
  } finally {
    progress.clear();
  }
  throw new Failure('unavailable', 'the comparison broke off');
}

type Count = Comparison['counts'][string] & { readonly table: string };

const countColumns: readonly Column<Count>[] = [
  { heading: 'TABLE', of: (each) => each.table },
  { heading: 'SERVING', of: ({ serving }) => serving, align: 'right' },
  { heading: 'BUILT', of: ({ built }) => built, align: 'right' },
  { heading: 'DIFFERENT', of: ({ different }) => different, align: 'right' },
];

const kinds = { missing: 'serving only', extra: 'built only', different: 'different' } as const;

const differenceColumns: readonly Column<Difference>[] = [
  { heading: 'TABLE', of: (each) => each.table },
  { heading: 'ROW', of: ({ key }) => key },
  { heading: 'KNOWN FROM', of: ({ knownFrom }) => knownFrom, align: 'right', optional: true },
  { heading: 'IS', of: ({ kind }) => kinds[kind] },
  { heading: 'IN', of: ({ fields }) => fields.join(', '), optional: true },
];

function parkedText({ style }: Context, { parked, generation }: Comparison): string {
  const newly = parked.built.filter((stream) => !parked.serving.includes(stream));
  const lines = [
    ...(parked.serving.length === 0
      ? []
      : [style('yellow', `parked in what serves, so not compared: ${parked.serving.join(', ')}`)]),
    ...(newly.length === 0 ? [] : [style('red', `parked in generation ${generation} only: ${newly.join(', ')}`)]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function textOf(context: Context, comparison: Comparison): string {
  const { style } = context;
  const { generation, against, position, equal, differences } = comparison;
  const counts = Object.entries(comparison.counts).map(([name, count]) => ({ table: name, ...count }));
  const verdict = equal
    ? style(
        'green',
        `every version in generation ${generation} is as in generation ${against}, up to position ${position}`,
      )
    : style('red', `generation ${generation} differs from generation ${against}, up to position ${position}`);
  const shown = differences.length === 0 ? '' : `\n${table(differenceColumns, differences, style, '')}`;
  return `${table(countColumns, counts, style, '')}${shown}\n${parkedText(context, comparison)}${verdict}\n`;
}

/** Holds a generation against the one that serves. */
export async function compare(context: Context, asked: string | undefined): Promise<ExitReason> {
  const generation = generationIn(asked);
  const comparison = await withServer(context, (api) => follow(context, api, generation));
  await put(context.terminal.out, context.json ? `${JSON.stringify(comparison)}\n` : textOf(context, comparison));
  return comparison.equal ? 'ok' : 'verificationFailed';
}
