import { comparePositions, type NewEvent, type RecordedEvent } from '#libs/contracts';
import type { AppendOutcome, AppendRequest, EventLog, EventLogReader, ReadAllOptions, ReadStreamOptions } from '#libs/event-log';
import { createExecutor } from '../execute.ts';
import { importCommands, type ImportOptions } from './import.ts';
import type { ImportMessage } from './messages.ts';

const LIMIT = 1_000;

/**
 * A log that reads through to another one and keeps what is appended to itself, so that a whole file can be tried: each command sees what
 * those before it did, and nothing is written. Not for subscribers. An event id that stands in another stream of the log below is not noticed.
 */
export function createRehearsalLog(below: EventLogReader): EventLog {
  const streams = new Map<string, RecordedEvent[]>();
  const all: RecordedEvent[] = [];
  const head = below.head();

  async function length(stream: string): Promise<number> {
    const [last] = await below.readStream(stream, { direction: 'backwards', limit: 1 });
    return (last ? last.revision + 1 : 0) + (streams.get(stream)?.length ?? 0);
  }

  function record(stream: string, event: NewEvent, revision: number, start: string): RecordedEvent {
    const position = String(BigInt(start) + BigInt(all.length + 1));
    const recorded = { ...event, stream, revision, position, recordedAt: new Date().toISOString() };
    all.push(recorded);
    streams.set(stream, [...(streams.get(stream) ?? []), recorded]);
    return recorded;
  }

  async function append({ stream, expected, events }: AppendRequest): Promise<AppendOutcome> {
    const { position } = await head;
    const revisions = await length(stream);
    const current = revisions === 0 ? null : revisions - 1;
    const meets = expected === 'any' || expected === (current ?? 'none');
    if (!meets) return { kind: 'wrong-revision', stream, current };
    const recorded = events.map((event, index) => record(stream, event, revisions + index, position));
    return { kind: 'appended', events: recorded, repeated: false };
  }

  async function readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    if (options.direction === 'backwards') throw new Error('a rehearsal reads forwards');
    const { from = 0, limit = LIMIT } = options;
    const page = await below.readStream(stream, { from, limit });
    const own = (streams.get(stream) ?? []).filter(({ revision }) => revision >= from);
    return [...page, ...own].slice(0, limit);
  }

  async function readAll(options: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    const { after, limit = LIMIT } = options;
    const page = await below.readAll(options);
    if (page.length > 0) return page;
    return all.filter(({ position }) => comparePositions(position, after) > 0).slice(0, limit);
  }

  async function existing(asked: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set([...(await below.existing(asked)), ...asked.filter((stream) => streams.has(stream))]);
  }

  return {
    append,
    readStream,
    readAll,
    existing,
    subscribe: () => {
      throw new Error('a rehearsal has no subscribers');
    },
    head: () => below.head(),
    positionAt: (instant) => below.positionAt(instant),
    close: async () => {},
  };
}

/** What importing the file would lead to, with the same messages; nothing is written. */
export async function* rehearseCaseFile({ log, ...options }: Omit<ImportOptions, 'execute'> & { readonly log: EventLogReader }): AsyncGenerator<ImportMessage> {
  const execute = createExecutor(createRehearsalLog(log));
  for await (const message of importCommands({ ...options, execute }))
    yield message.kind === 'summary' ? { ...message, position: null, dryRun: true } : message;
}
