import { randomUUID } from 'node:crypto';
import type { ExecuteCommand } from '../execute.ts';
import type { CaseItem } from './entry.ts';
import type { ImportMessage } from './messages.ts';
import { type CaseFormat, type CaseText, readCaseFile } from './read.ts';
import { createRun, type Run } from './run.ts';

export interface ImportOptions {
  readonly text: CaseText;
  readonly format: CaseFormat;
  readonly execute: ExecuteCommand;
  readonly actor: string;
  /** Commands under way at once; 32 by default. */
  readonly concurrency?: number;
  /** Tells each accepted command, too. */
  readonly verbose?: boolean;
  readonly correlationId?: string;
  readonly traceparent?: string;
  readonly signal?: AbortSignal;
}

/** Commands between two messages of progress. */
const STEP = 50;

/** What may wait in memory for names that come later, in commands and in characters. */
const WINDOW = { steps: 10_000, size: 64_000_000 };

/** Lets one wait until something happened since the last wait. */
function createBell() {
  let rung = false;
  let wake = () => {};
  return {
    ring: () => {
      rung = true;
      wake();
    },
    wait: async () => {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve));
      rung = false;
    },
  };
}

/** Reads ahead one item at a time, never two. */
function createFeed(items: AsyncIterator<CaseItem>, ring: () => void, fail: (error: unknown) => void) {
  let reading = false;
  let ended = false;
  return {
    get ended() {
      return ended;
    },
    read(run: Run): void {
      if (reading || ended) return;
      reading = true;
      items
        .next()
        .then(({ done, value }) => (done ? (ended = true) : run.take(value)))
        .catch(fail)
        .finally(() => {
          reading = false;
          ring();
        });
    },
    /** Not waited for: a read that is under way may never end, such as that of a request whose sender fell silent. */
    close(): void {
      ended = true;
      items.return?.().catch(() => {});
    },
  };
}

/** Starts what can start and asks for more to read while there is room for it. */
function drive(run: Run, underWay: Set<Promise<void>>, feed: ReturnType<typeof createFeed>, concurrency: number, settled: () => void, fail: (error: unknown) => void): void {
  while (underWay.size < concurrency) {
    const started = run.start();
    if (!started) break;
    const work = started.catch(fail).finally(() => {
      underWay.delete(work);
      settled();
    });
    underWay.add(work);
  }
  const room = run.load.steps < WINDOW.steps && run.load.size < WINDOW.size;
  if (underWay.size < concurrency && room && !feed.ended) return feed.read(run);
  if (underWay.size > 0 || run.load.steps === 0) return;
  run.giveUp(feed.ended ? 'this file has no' : `among the next ${run.load.steps} commands there is no`);
  settled();
}

/**
 * Imports a case file: every command once, in an order that what it uses comes before it, up to `concurrency` at once. Rejected commands
 * are told and stop only what uses their names; importing the same file again changes nothing.
 * @throws what `execute` throws (EventLogUnavailable, EventLogFenced) and the signal's reason, once what is under way has ended; what was
 * accepted until then stays, and importing again goes on from there.
 */
export async function* importCommands(options: ImportOptions): AsyncGenerator<ImportMessage> {
  const { text, format, execute, actor, concurrency = 32, verbose = false, traceparent, signal } = options;
  const messages: ImportMessage[] = [];
  const common = { actor, correlationId: options.correlationId ?? randomUUID(), ...(traceparent && { traceparent }) };
  const run = createRun({ execute, common, verbose, tell: (message) => messages.push(message) });
  const underWay = new Set<Promise<void>>();
  const bell = createBell();
  let failure: { readonly error: unknown } | null = null;
  const fail = (error: unknown) => void (failure ??= { error });
  const feed = createFeed(readCaseFile(text, format), bell.ring, fail);
  const stop = () => bell.ring();
  signal?.addEventListener('abort', stop);
  let told = 0;
  try {
    for (;;) {
      signal?.throwIfAborted();
      if (failure) throw (failure as { error: unknown }).error;
      drive(run, underWay, feed, concurrency, bell.ring, fail);
      yield* messages.splice(0);
      if (run.done - told >= STEP) yield { kind: 'progress', done: (told = run.done), total: run.total };
      if (feed.ended && underWay.size === 0 && run.load.steps === 0) break;
      await bell.wait();
    }
    yield { kind: 'progress', done: run.done, total: run.done };
    yield run.summary();
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(underWay);
    feed.close();
  }
}
