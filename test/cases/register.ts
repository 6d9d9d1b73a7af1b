import { readFile } from 'node:fs/promises';
import {
  importCaseFile,
  type ImportMessage,
  type RejectedMessage,
} from '../../apps/command-api/src/case-file/index.ts';
import { createExecutor } from '../../apps/command-api/src/execute.ts';
import type { ClaimMade } from '#libs/contracts';
import { createMemoryEventLog, type EventLog } from '#libs/event-log';

type Accepted = Extract<ImportMessage, { kind: 'accepted' }>;

/** What one file came to. */
export interface ImportedFile {
  readonly accepted: readonly Accepted[];
  readonly rejected: readonly RejectedMessage[];
  readonly summary: Extract<ImportMessage, { kind: 'summary' }>;
}

/** An event with the record of the case file it comes from. */
export interface ReadEvent {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly namespace: string;
  readonly record: string | null;
  readonly data: Readonly<Record<string, unknown>> & { readonly claim?: ClaimMade };
}

export const caseText = (name: string): Promise<string> =>
  readFile(new URL(`../../infra/cases/december-2017/${name}`, import.meta.url), 'utf8');

export async function importText(log: EventLog, text: string): Promise<ImportedFile> {
  const execute = createExecutor(log);
  const messages: ImportMessage[] = [];
  for await (const message of importCaseFile({ text, format: 'yaml', execute, actor: 'tester', verbose: true }))
    messages.push(message);
  return {
    accepted: messages.filter((message) => message.kind === 'accepted'),
    rejected: messages.filter((message) => message.kind === 'rejected'),
    summary: messages.at(-1) as ImportedFile['summary'],
  };
}

async function into(log: EventLog, ...names: readonly string[]): Promise<ImportedFile[]> {
  const files: ImportedFile[] = [];
  for (const name of names) files.push(await importText(log, await caseText(name)));
  return files;
}

/** The events in the order of the files, not of the log, where commands that do not wait for each other change places. */
async function eventsOf(log: EventLog, files: readonly ImportedFile[]): Promise<ReadEvent[]> {
  const events = new Map((await log.readAll({ after: '0' })).map((event) => [event.id, event]));
  return files.flatMap(({ accepted, summary }) =>
    [...accepted]
      .sort((left, right) => left.line - right.line)
      .flatMap(({ answer, record }) =>
        answer.events.map(({ id }) => {
          const { stream, type, data } = events.get(id)!;
          return { id, stream, type, namespace: summary.namespace!, record, data: data as ReadEvent['data'] };
        }),
      ),
  );
}

/** The first name of a party or person. */
function namesIn(events: readonly ReadEvent[]): (id: string) => string {
  const names = events
    .filter(({ type }) => type === 'PartyRegistered' || type === 'PersonRegistered')
    .map(({ stream, data }) => {
      const [first] = data['names'] as { form: string | { value: string } }[];
      const form = typeof first!.form === 'string' ? first!.form : first!.form.value;
      return [stream.slice(stream.indexOf('-') + 1), form] as const;
    });
  const byId = new Map(names);
  return (id) => byId.get(id) ?? `nobody with the id ${id}`;
}

async function fresh(...names: readonly string[]) {
  const log = createMemoryEventLog();
  const files = await into(log, ...names);
  const events = await eventsOf(log, files);
  return { log, files, events, nameOf: namesIn(events) };
}

/** Imports case files into a fresh register, or `into` one that is there. */
export const importCase = Object.assign(fresh, { into });

/** Read only, so that one import serves all tests that only look at it. */
export const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
};
