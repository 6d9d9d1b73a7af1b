import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { type ExitReason, Failure, usage } from '../failure.ts';
import type { AnswerChanges } from '../output/changes.ts';
import { startProgress } from '../output/progress.ts';
import { harmless } from '../output/style.ts';
import { facts } from '../output/table.ts';
import type { Api } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import { messagesOf } from '../server/lines.ts';
import { type Breach, breachLine } from '../server/problem.ts';
import { put } from '../terminal.ts';
import { answerText, sendCommand } from './command.ts';
import { previewText } from './preview.ts';

interface WithdrawOptions {
  readonly import?: string;
  readonly reason: string;
  readonly dryRun?: boolean;
}

interface Rejected {
  readonly kind: 'rejected';
  readonly stream: string;
  readonly claim: string;
  readonly rejections: readonly Breach[];
}

interface Summary {
  readonly kind: 'summary';
  readonly namespace: string;
  readonly found: number;
  readonly withdrawn: number;
  readonly alreadyWithdrawn: number;
  readonly alreadyRetracted: number;
  readonly rejected: number;
  readonly stays: Readonly<Record<string, number>>;
  readonly position: string | null;
  readonly dryRun: boolean;
}

/** What the server tells while it withdraws (`POST /v1/imports/{namespace}/withdrawal`). */
type Message =
  | { readonly kind: 'progress'; readonly stage: 'search' | 'withdraw'; readonly done: number; readonly total: number }
  | { readonly kind: 'failed'; readonly detail: string }
  | (AnswerChanges & { readonly kind: 'changes' })
  | Rejected
  | Summary;

const brokenOff = (namespace: string, why: string): Failure =>
  new Failure('unavailable', `the withdrawal of ${namespace} broke off: ${why}`, {
    details: ['What was withdrawn stays withdrawn. Run it again: it goes on from there.'],
  });

const rejectedText = ({ stream, claim, rejections }: Rejected): string =>
  rejections.map((breach) => `${harmless(`${stream} ${claim}: ${breachLine(breach)}`)}\n`).join('');

function summaryText({ style }: Context, summary: Summary): string {
  const { namespace, found, withdrawn, alreadyWithdrawn, alreadyRetracted, rejected, stays, position } = summary;
  const heading = summary.dryRun
    ? `${namespace} would be withdrawn; nothing was written`
    : withdrawn === 0 && rejected === 0
      ? `${namespace}: nothing was left to withdraw`
      : `${namespace} withdrawn`;
  const rest = Object.entries(stays).map(([type, count]) => `${type} ${count.toLocaleString('en')}`);
  const lines = [
    ['claims found', found],
    [summary.dryRun ? 'would be withdrawn' : 'withdrawn', withdrawn],
    ['withdrawn before', alreadyWithdrawn],
    ['retracted before', alreadyRetracted],
    ['rejected', rejected],
    ['makes no claim, stays', rest.join(', ')],
    ['position', position],
  ] as const;
  return `${style(rejected > 0 ? 'yellow' : 'green', heading)}\n${facts(lines, style)}`;
}

async function withdrawFrom(context: Context, api: Api, namespace: string, options: WithdrawOptions): Promise<Summary> {
  const { terminal, json, style } = context;
  const response = await api.open(`/v1/imports/${encodeURIComponent(namespace)}/withdrawal`, {
    method: 'POST',
    parameters: { dryRun: options.dryRun },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: options.reason }),
  });
  const searching = startProgress(terminal, { label: `searching the log for ${namespace}`, unit: 'events' }, json);
  const withdrawing = startProgress(terminal, { label: `withdrawing ${namespace}`, unit: 'claims' }, json);
  const clear = (): void => [searching, withdrawing].forEach((progress) => progress.clear());
  const advance = ({ stage, done, total }: Extract<Message, { kind: 'progress' }>): void => {
    if (stage === 'withdraw') searching.clear();
    (stage === 'search' ? searching : withdrawing).update(done, total);
  };
  const print = async (message: object, text: () => Promise<string> | string): Promise<void> => {
    clear();
    await put(terminal.out, json ? `${JSON.stringify(message)}\n` : await text());
  };
  try {
    for await (const message of messagesOf<Message>(response, context)) {
      if (message.kind === 'progress') advance(message);
      if (message.kind === 'rejected') await print(message, () => style('red', rejectedText(message)));
      if (message.kind === 'changes') await print(message, () => previewText(context, api, message));
      if (message.kind === 'failed') throw brokenOff(namespace, message.detail);
      if (message.kind === 'summary') return message;
    }
  } finally {
    clear();
  }
  throw brokenOff(namespace, 'the answer ended too early');
}

async function withdrawImport(context: Context, namespace: string, options: WithdrawOptions): Promise<ExitReason> {
  const summary = await withServer(context, (api) => withdrawFrom(context, api, namespace, options));
  await put(context.terminal.out, context.json ? `${JSON.stringify(summary)}\n` : summaryText(context, summary));
  return summary.rejected > 0 ? 'failure' : 'ok';
}

async function withdrawClaim(context: Context, stream: string, claim: string, options: WithdrawOptions): Promise<void> {
  const body = JSON.stringify({ target: { stream, claim }, reason: options.reason });
  const text = await withServer(context, async (api) => {
    const answer = await sendCommand(api, 'WithdrawClaim', body, { ...(options.dryRun && { dryRun: true }) });
    return context.json ? `${JSON.stringify(answer)}\n` : answerText(context, api, 'WithdrawClaim', answer);
  });
  await put(context.terminal.out, text);
}

/** `afa withdraw`: one claim, or all that came with a case file. */
export function addWithdraw(program: Command, actions: Actions): void {
  const command = program
    .command('withdraw')
    .description('Withdraw one claim, or every claim of a case file: the register no longer stands behind it')
    .argument('[stream]', 'the subject of one claim, such as swap-6f1b2a0e-…')
    .argument('[claim]', 'the claim, as afa history names it')
    .option('--import <namespace>', 'every claim that came with the case file of this namespace')
    .requiredOption('--reason <text>', 'why; it stands beside each claim for ever')
    .option('--dry-run', 'show which answers would change, write nothing');
  examples(
    command,
    'afa withdraw --import example-2017 --reason "the file was of another exchange" --dry-run',
    'afa withdraw --import example-2017 --reason "the file was of another exchange"',
    'afa withdraw swap-6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11 0d8a4f6d-2a11-5d0c-9a0f-6f1b2a0e5a53 --reason "misread"',
  ).action(
    actions.run<WithdrawOptions>(async (context, [stream, claim], options) => {
      const { import: namespace, reason } = options;
      if (reason.trim() === '') throw usage('--reason takes words');
      if (namespace === undefined && (stream === undefined || claim === undefined))
        throw usage('name a stream and a claim, or give --import');
      if (namespace !== undefined && stream !== undefined)
        throw usage('name one claim, or a case file with --import, not both');
      if (namespace !== undefined) return withdrawImport(context, namespace, options);
      return withdrawClaim(context, stream!, claim!, options);
    }),
  );
}
