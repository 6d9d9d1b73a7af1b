import { type Context } from '../../context.ts';
import { usage } from '../../failure.ts';
import { withServer } from '../../server/connection.ts';
import { put } from '../../terminal.ts';
import { generationIn, operate } from './asked.ts';

interface Switched {
  readonly former: number | null;
  readonly serving: number;
  readonly position: string;
  readonly dryRun: boolean;
}

interface Retired {
  readonly generation: number;
  readonly dryRun: boolean;
}

export interface SwitchOptions {
  readonly force?: boolean;
  readonly reason?: string;
  readonly dryRun?: boolean;
}

async function print(context: Context, answer: object, text: string): Promise<void> {
  await put(context.terminal.out, context.json ? `${JSON.stringify(answer)}\n` : `${text}\n`);
}

function switchedText({ style }: Context, { former, serving, position, dryRun }: Switched): string {
  if (dryRun) return `generation ${serving} could serve instead of generation ${former}; nothing was done`;
  const back = former === null ? '' : `; generation ${former} stands by: afa projections rollback makes it serve again`;
  return style('green', `generation ${serving} serves, from position ${position} on`) + back;
}

/** Makes a generation serve. */
export async function switchTo(context: Context, asked: string | undefined, options: SwitchOptions): Promise<void> {
  const { force = false, reason = '', dryRun = false } = options;
  const generation = generationIn(asked);
  if (force !== (reason.trim() !== ''))
    throw usage('--force takes --reason <words>, which is kept, and --reason is for --force');
  const body = { dryRun, ...(generation !== undefined && { generation }), ...(force && { force: { reason } }) };
  const switched = await withServer(context, (api) => operate<Switched>(api, 'switch', body));
  await print(context, switched, switchedText(context, switched));
}

/** Makes the generation serve that served before. */
export async function rollBack(context: Context, dryRun: boolean): Promise<void> {
  const switched = await withServer(context, (api) => operate<Switched>(api, 'rollback', { dryRun }));
  await print(context, switched, switchedText(context, switched));
}

const retiredText = ({ generation, dryRun }: Retired): string =>
  dryRun
    ? `generation ${generation} could be retired; nothing was done`
    : `generation ${generation} is retired, its tables are dropped`;

/** Drops a generation that stands by. */
export async function retire(context: Context, asked: string, dryRun: boolean): Promise<void> {
  const retired = await withServer(context, (api) =>
    operate<Retired>(api, 'retire', { generation: generationIn(asked), dryRun }),
  );
  await print(context, retired, retiredText(retired));
}

/** Gives up what is being built, or is built and waits. */
export async function cancel(context: Context, asked: string | undefined, dryRun: boolean): Promise<void> {
  const generation = generationIn(asked);
  const retired = await withServer(context, (api) =>
    operate<Retired>(api, 'cancel', { dryRun, ...(generation !== undefined && { generation }) }),
  );
  await print(context, retired, retiredText(retired));
}
