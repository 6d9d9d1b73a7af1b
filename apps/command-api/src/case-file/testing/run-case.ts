import { createMemoryEventLog, type EventLog } from '#libs/event-log';
import { createExecutor } from '../../execute.ts';
import { importCommands, type ImportOptions } from '../import.ts';
import type { ImportMessage, RejectedMessage } from '../messages.ts';

type Accepted = Extract<ImportMessage, { kind: 'accepted' }>;
export type Summary = Extract<ImportMessage, { kind: 'summary' }>;

export interface Outcome {
  readonly messages: readonly ImportMessage[];
  readonly accepted: readonly Accepted[];
  readonly rejected: readonly RejectedMessage[];
  readonly summary: Summary;
}

/** Collects what an import tells, by kind. */
export async function gather(messages: AsyncIterable<ImportMessage>): Promise<Outcome> {
  const all: ImportMessage[] = [];
  for await (const message of messages) all.push(message);
  return {
    messages: all,
    accepted: all.filter((message) => message.kind === 'accepted'),
    rejected: all.filter((message) => message.kind === 'rejected'),
    summary: all.at(-1) as Summary,
  };
}

/** A memory log with the executor over it, and an import into it. */
export function register(log: EventLog = createMemoryEventLog()) {
  const execute = createExecutor(log);
  const read = (text: ImportOptions['text'], options: Partial<ImportOptions> = {}) =>
    gather(importCommands({ text, format: 'yaml', execute, actor: 'tester', verbose: true, ...options }));
  return { log, execute, read };
}

/** `rule pointer line` of each rejection, in the order they were told. */
export const rulesOf = ({ rejected }: Outcome): string[] =>
  rejected.flatMap(({ as, rejections }) =>
    rejections.map(({ rule, pointer, line }) => `${as}: ${rule} ${pointer} ${line}`),
  );
