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
import type { ExecuteCommand } from '../command-request.ts';
import { createExecutor } from '../execute.ts';
import { previewAppended, type PreviewChanges } from '../preview.ts';
import type { ChangesMessage } from './messages.ts';

const LIMIT = 1_000;

/**
 * A log that reads through to another one and keeps what is appended to itself, so that many commands can be tried: each sees what those
 * before it did, and nothing is written. Not for subscribers. An event id that stands in another stream of the log below is not noticed.
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

  /** What was appended, by stream. */
  get appended(): ReadonlyMap<string, readonly RecordedEvent[]> {
    return this.#streams;
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

  async recordedAt(position: string): Promise<string | null> {
    const own = this.#all.find((event) => event.position === position);
    return own?.recordedAt ?? this.#below.recordedAt(position);
  }

  positionAt(instant: string): Promise<string> {
    return this.#below.positionAt(instant);
  }

  async close(): Promise<void> {}
}

/** What rehearsed work works with, in place of the real ones. */
export interface Rehearsed {
  readonly execute: ExecuteCommand;
  readonly log: EventLogReader;
}

/** A summary without a place in the log, because nothing was written. */
const ofRehearsal = <Summary extends object>(summary: Summary): Summary => ({
  ...summary,
  position: null,
  dryRun: true,
});

/** Tells what work would lead to, with the same messages and, before its summary, the answers that would change; nothing is written. */
export async function* rehearse<Message extends { readonly kind: string }>(
  log: EventLogReader,
  previewChanges: PreviewChanges | undefined,
  work: (rehearsed: Rehearsed) => AsyncIterable<Message>,
): AsyncGenerator<Message | ChangesMessage> {
  const copy = new RehearsalLog(log);
  for await (const message of work({ execute: createExecutor(copy), log: copy })) {
    if (message.kind === 'summary' && previewChanges)
      yield { kind: 'changes', ...(await previewAppended(log, copy.appended, previewChanges)) };
    yield message.kind === 'summary' ? ofRehearsal(message) : message;
  }
}
