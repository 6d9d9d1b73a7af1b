import type { EventLogReader } from '#libs/event-log';
import type { ExecuteCommand } from '../command-request.ts';
import { createBell } from './bell.ts';
import { Feed } from './feed.ts';
import type { ImportMessage } from './messages.ts';
import { withdrawalIdOf } from './names.ts';
import { type CaseFormat, type CaseText, readCaseFile } from './read.ts';
import { Run } from './run.ts';
import type { Tally } from './tally.ts';

export interface ImportOptions {
  readonly text: CaseText;
  readonly format: CaseFormat;
  readonly execute: ExecuteCommand;
  /** Where it is given, the summary tells whether an earlier import of the file had been withdrawn. */
  readonly log?: EventLogReader;
  readonly actor: string;
  /** Commands under way at once; 32 by default. */
  readonly concurrency?: number;
  /** Tells each accepted command, too. */
  readonly verbose?: boolean;
  readonly traceparent?: string;
  readonly signal?: AbortSignal;
}

/** Commands between two messages of progress. */
const STEP = 50;

/** What may wait in memory for names that come later, in commands and in characters. */
const WINDOW = { steps: 10_000, size: 64_000_000 };

/** What drives a run: the commands under way, the reading ahead, and the first error that ends all. */
class Drive {
  readonly #run: Run;
  readonly #feed: Feed;
  readonly #concurrency: number;
  readonly #underWay = new Set<Promise<void>>();
  readonly bell = createBell();
  #failure: { readonly error: unknown } | null = null;

  constructor(run: Run, { text, format, concurrency = 32 }: ImportOptions) {
    this.#run = run;
    this.#concurrency = concurrency;
    const onItem = (item: Parameters<Run['take']>[0]) => run.take(item);
    this.#feed = new Feed(readCaseFile(text, format), onItem, this.bell.ring, this.#fail);
  }

  readonly #fail = (error: unknown): void => {
    this.#failure ??= { error };
  };

  get ended(): boolean {
    return this.#feed.ended && this.#underWay.size === 0 && this.#run.load.steps === 0;
  }

  /** Starts what can start, and asks for more to read while there is room for it. @throws the first error of a command or of the reading. */
  advance(): void {
    if (this.#failure) throw this.#failure.error;
    while (this.#underWay.size < this.#concurrency && this.#start());
    const { steps, size } = this.#run.load;
    const hasRoom = this.#underWay.size < this.#concurrency && steps < WINDOW.steps && size < WINDOW.size;
    if (hasRoom && !this.#feed.ended) return this.#feed.read();
    if (this.#underWay.size > 0 || steps === 0) return;
    this.#run.giveUp(this.#feed.ended ? 'this file has no' : `among the next ${steps} commands there is no`);
    this.bell.ring();
  }

  #start(): boolean {
    const started = this.#run.start();
    if (!started) return false;
    const work: Promise<void> = started.catch(this.#fail).finally(() => {
      this.#underWay.delete(work);
      this.bell.ring();
    });
    this.#underWay.add(work);
    return true;
  }

  /** Starts nothing more and waits for what is under way, so that nothing is written behind the caller's back. */
  async stop(): Promise<void> {
    this.#feed.close();
    await Promise.all(this.#underWay);
  }
}

/** Whether claims of this file were withdrawn as a whole. Reads a few streams of commands that were there before, however large the file. */
async function wasWithdrawn(log: EventLogReader, { namespace, repeatedStreams }: Tally): Promise<boolean> {
  if (namespace === null) return false;
  const withdrawal = withdrawalIdOf(namespace);
  for (const stream of repeatedStreams)
    for (let from = 0, page = await log.readStream(stream); page.length > 0;) {
      if (page.some(({ metadata }) => metadata.correlationId === withdrawal)) return true;
      page = await log.readStream(stream, { from: (from += page.length) });
    }
  return false;
}

/**
 * Imports a case file: every command once, in an order that what it uses comes before it, up to `concurrency` at once. Rejected commands
 * are told and stop only what uses their names; importing the same file again changes nothing.
 * @throws what `execute` throws (EventLogUnavailable, EventLogFenced) and the signal's reason, once what is under way has ended; what was
 * accepted until then stays, and importing again goes on from there.
 */
export async function* importCommands(options: ImportOptions): AsyncGenerator<ImportMessage> {
  const { execute, log, actor, verbose = false, traceparent, signal } = options;
  const messages: ImportMessage[] = [];
  const common = { actor, ...(traceparent && { traceparent }) };
  const run = new Run({ execute, common, verbose, tell: (message) => messages.push(message) });
  const drive = new Drive(run, options);
  const { tally } = run;
  let told = 0;
  signal?.addEventListener('abort', drive.bell.ring);
  try {
    for (;;) {
      signal?.throwIfAborted();
      drive.advance();
      // Looked up before the messages go out: while the caller takes them the last commands end, and what they tell would be lost.
      const { ended } = drive;
      yield* messages.splice(0);
      if (tally.done - told >= STEP) yield { kind: 'progress', done: (told = tally.done), total: tally.total };
      if (ended) break;
      await drive.bell.wait();
    }
    yield { kind: 'progress', done: tally.done, total: tally.done };
    yield tally.summary(log !== undefined && (await wasWithdrawn(log, tally)));
  } finally {
    signal?.removeEventListener('abort', drive.bell.ring);
    await drive.stop();
  }
}
