import { comparePositions, type NewEvent, type RecordedEvent } from '#libs/contracts';
import type {
  AppendOutcome,
  AppendRequest,
  EventLog,
  EventLogReader,
  LogHead,
  ReadAllOptions,
  ReadStreamOptions,
} from '#libs/event-log';
import { createExecutor } from '../execute.ts';
import { importCommands, type ImportOptions } from './import.ts';
import type { ImportMessage } from './messages.ts';

const LIMIT = 1_000;

/**
 * A log that reads through to another one and keeps what is appended to itself, so that a whole file can be tried: each command sees what
 * those before it did, and nothing is written. Not for subscribers. An event id that stands in another stream of the log below is not noticed.
 */
export class RehearsalLog implements EventLog {
  readonly #below: EventLogReader;
  readonly #start: Promise<LogHead>;
  readonly #streams = new Map<string, RecordedEvent[]>();
  readonly #all: RecordedEvent[] = [];

  constructor(below: EventLogReader) {
    this.#below = below;
    this.#start = below.head();
  }

  async append({ stream, expected, events }: AppendRequest): Promise<AppendOutcome> {
    const start = BigInt((await this.#start).position);
    const [last] = await this.#below.readStream(stream, { direction: 'backwards', limit: 1 });
    const own = this.#streams.get(stream) ?? [];
    const revisions = (last ? last.revision + 1 : 0) + own.length;
    const current = revisions === 0 ? null : revisions - 1;
    if (expected !== 'any' && expected !== (current ?? 'none')) return { kind: 'wrong-revision', stream, current };
    const recordedAt = new Date().toISOString();
    const recorded = events.map((event: NewEvent, index) => {
      const position = String(start + BigInt(this.#all.length + index + 1));
      return { ...event, stream, revision: revisions + index, position, recordedAt };
    });
    this.#all.push(...recorded);
    this.#streams.set(stream, [...own, ...recorded]);
    return { kind: 'appended', events: recorded, repeated: false };
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    if (options.direction === 'backwards') throw new Error('a rehearsal reads forwards');
    const { from = 0, limit = LIMIT } = options;
    const page = await this.#below.readStream(stream, { from, limit });
    const own = (this.#streams.get(stream) ?? []).filter(({ revision }) => revision >= from);
    return [...page, ...own].slice(0, limit);
  }

  async readAll(options: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    const { after, limit = LIMIT } = options;
    const page = await this.#below.readAll(options);
    if (page.length > 0) return page;
    return this.#all.filter(({ position }) => comparePositions(position, after) > 0).slice(0, limit);
  }

  async existing(asked: readonly string[]): Promise<ReadonlySet<string>> {
    const below = await this.#below.existing(asked);
    return new Set([...below, ...asked.filter((stream) => this.#streams.has(stream))]);
  }

  subscribe(): never {
    throw new Error('a rehearsal has no subscribers');
  }

  head(): Promise<LogHead> {
    return this.#start;
  }

  positionAt(instant: string): Promise<string> {
    return this.#below.positionAt(instant);
  }

  async close(): Promise<void> {}
}

/** What importing the file would lead to, with the same messages; nothing is written. */
export async function* rehearseCaseFile({
  log,
  ...options
}: Omit<ImportOptions, 'execute'> & { readonly log: EventLogReader }): AsyncGenerator<ImportMessage> {
  const execute = createExecutor(new RehearsalLog(log));
  for await (const message of importCommands({ ...options, execute }))
    yield message.kind === 'summary' ? { ...message, position: null, dryRun: true } : message;
}
