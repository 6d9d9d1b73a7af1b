import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import type { ExitReason } from '../failure.ts';
import { facts, table } from '../output/table.ts';
import type { Api } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import { put } from '../terminal.ts';
import { sendCommand } from './command.ts';
import { readText } from './input.ts';

interface Anchor {
  readonly start: number;
  readonly end: number;
}

/** Data of SourceTextVerified and SourceTextMismatched, as far as it is shown. */
interface Check {
  readonly length: number;
  readonly sha256: string;
  readonly upTo: string;
  readonly anchors: readonly Anchor[];
  readonly failures?: readonly { readonly rule: string; readonly anchor: Anchor | null }[];
}

interface EventPage {
  readonly data: readonly { readonly id: string; readonly type: string; readonly data: Check }[];
}

/** The event that the check led to; what it found is in it. */
async function checkAt(api: Api, position: string, event: string) {
  const after = (BigInt(position) - 1n).toString();
  const page = await api.json<EventPage>('/v1/events', { parameters: { after, limit: 1 } });
  return page.data.find(({ id }) => id === event);
}

function textOf({ style }: Context, { data }: EventPage['data'][number], verified: boolean): string {
  const heading = verified
    ? style('green', 'the text is that of the source, and every quote stands where it should')
    : style('red', 'the text is not the one the register was told of');
  const known = [
    ['sha-256', data.sha256],
    ['length in characters', data.length],
    ['quotes checked', data.anchors.length],
    ['quotes up to position', data.upTo],
  ] as const;
  const failures = data.failures ?? [];
  const columns = [
    { heading: 'DIFFERS IN', of: ({ rule }: (typeof failures)[number]) => rule },
    { heading: 'FROM', align: 'right' as const, of: ({ anchor }: (typeof failures)[number]) => anchor?.start },
    { heading: 'TO', align: 'right' as const, of: ({ anchor }: (typeof failures)[number]) => anchor?.end },
  ];
  return `${heading}\n${facts(known, style)}${failures.length > 0 ? table(columns, failures, style, '') : ''}`;
}

async function attach(context: Context, given: string, file: string): Promise<ExitReason> {
  const source = given.replace(/^source-/, '');
  const text = await readText(file, context.terminal);
  const { answer, check } = await withServer(context, async (api) => {
    const sent = await sendCommand(api, 'AttachSourceText', JSON.stringify({ source, text }));
    return { answer: sent, check: await checkAt(api, sent.position!, sent.events[0]!.id) };
  });
  const { type } = answer.events[0]!;
  const verified = type === 'SourceTextVerified';
  const shown = context.json
    ? `${JSON.stringify({ ...answer, check: check?.data })}\n`
    : check
      ? textOf(context, check, verified)
      : `${type}\n`;
  await put(context.terminal.out, shown);
  return verified ? 'ok' : 'verificationFailed';
}

/** `afa source attach`: holds a document against what the register was told of it. */
export function addSource(program: Command, actions: Actions): void {
  const source = program.command('source').description('Work with sources');
  const command = source
    .command('attach')
    .description('Check a document against a source and every quote anchored in it; the text is not stored')
    .argument('<source>', 'the id of the source')
    .argument('<file>', 'the document as text, - for standard input');
  examples(command, 'afa source attach 6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11 report.txt').action(
    actions.run((context, [id, file]) => attach(context, id!, file!)),
  );
}
