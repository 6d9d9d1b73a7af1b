import { type Context } from '../../context.ts';
import { type ExitReason, usage } from '../../failure.ts';
import { type Column, table } from '../../output/table.ts';
import { withServer } from '../../server/connection.ts';
import { put } from '../../terminal.ts';
import { operate } from './asked.ts';

interface Redriven {
  readonly stream: string;
  readonly applied: number;
  readonly stopped: { readonly position: string; readonly error: string } | null;
}

const redrivenColumns: readonly Column<Redriven>[] = [
  { heading: 'STREAM', of: ({ stream }) => stream },
  { heading: 'EVENTS APPLIED', of: ({ applied }) => applied, align: 'right' },
  { heading: 'NOW', of: ({ stopped }) => (stopped ? `parked again at position ${stopped.position}` : 'up to date') },
  { heading: 'ERROR', of: ({ stopped }) => stopped?.error, optional: true },
];

export async function park(context: Context, stream: string, reason: string): Promise<ExitReason> {
  const answer = await withServer(context, (api) => operate<{ parked: boolean }>(api, 'park', { stream, reason }));
  const words = answer.parked
    ? 'is parked: its later events wait until it is redriven'
    : 'was parked already, with its own reason';
  await put(context.terminal.out, context.json ? `${JSON.stringify(answer)}\n` : `${stream} ${words}\n`);
  return answer.parked ? 'ok' : 'conflict';
}

/** A stream that failed again is a failure of the command: what made it fail has not gone. */
export async function redrive(context: Context, stream: string | undefined, all: boolean): Promise<ExitReason> {
  if ((stream === undefined) === !all) throw usage('name one stream, or give --all');
  const { data } = await withServer(context, (api) =>
    operate<{ data: readonly Redriven[] }>(api, 'redrive', stream === undefined ? {} : { stream }),
  );
  const text = context.json
    ? data.map((each) => `${JSON.stringify(each)}\n`).join('')
    : table(redrivenColumns, data, context.style, 'nothing is parked');
  await put(context.terminal.out, text);
  return data.some(({ stopped }) => stopped) ? 'failure' : 'ok';
}
