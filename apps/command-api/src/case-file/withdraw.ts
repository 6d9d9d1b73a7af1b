import { comparePositions, type Rejection } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import type { CommandOutcome } from '../answer.ts';
import type { CommandRequest, ExecuteCommand } from '../command-request.ts';
import { createBell } from './bell.ts';
import { findImport, type FoundImport, type ImportedClaim } from './find-import.ts';
import type { WithdrawalMessage, WithdrawalSummary } from './messages.ts';
import { withdrawalCommandIdFor, withdrawalIdOf } from './names.ts';

export { UnknownImport } from './find-import.ts';

export interface WithdrawalOptions {
  readonly log: EventLogReader;
  readonly execute: ExecuteCommand;
  readonly namespace: string;
  readonly reason: string;
  readonly actor: string;
  readonly traceparent?: string;
  /** Streams under way at once; 16 by default. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/** Claims between two messages of progress. */
const STEP = 50;

/** What a withdrawal has come to so far. */
class Count {
  withdrawn = 0;
  alreadyWithdrawn = 0;
  alreadyRetracted = 0;
  rejected = 0;
  position: string | null = null;

  skip({ standing }: ImportedClaim): void {
    if (standing === 'retracted') this.alreadyRetracted += 1;
    else this.alreadyWithdrawn += 1;
  }

  /** Counts an outcome; gives the rejections that somebody must be told of. */
  take(outcome: CommandOutcome): readonly Rejection[] {
    if (outcome.kind === 'dry-run') throw new Error('withdrawals are rehearsed on a log of their own');
    if (outcome.kind === 'accepted') {
      const { repeated, position } = outcome.answer;
      this[repeated ? 'alreadyWithdrawn' : 'withdrawn'] += 1;
      if (!repeated && (this.position === null || comparePositions(position, this.position) > 0))
        this.position = position;
      return [];
    }
    // The id of the command is that of this withdrawal alone: somebody else carries it out at this moment, for another reason.
    if (outcome.rejections.some(({ rule }) => rule === 'command-id-reused')) {
      this.alreadyWithdrawn += 1;
      return [];
    }
    this.rejected += 1;
    return outcome.rejections;
  }

  get done(): number {
    return this.withdrawn + this.alreadyWithdrawn + this.alreadyRetracted + this.rejected;
  }
}

/** The claims that stand, by stream: commands of one stream would only get into each other's way. */
function standingByStream({ claims }: FoundImport, count: Count): ImportedClaim[][] {
  const streams = new Map<string, ImportedClaim[]>();
  for (const claim of claims.values()) {
    if (claim.standing !== 'standing') {
      count.skip(claim);
      continue;
    }
    const known = streams.get(claim.stream);
    if (known) known.push(claim);
    else streams.set(claim.stream, [claim]);
  }
  return [...streams.values()];
}

function requestFor({ namespace, reason, actor, traceparent }: WithdrawalOptions, { stream, claim }: ImportedClaim) {
  return {
    name: 'WithdrawClaim',
    body: { target: { stream, claim }, reason },
    actor,
    idempotencyKey: withdrawalCommandIdFor(namespace, claim),
    correlationId: withdrawalIdOf(namespace),
    ...(traceparent && { traceparent }),
  } satisfies CommandRequest;
}

/** Withdraws what stands, several streams at once and each claim of a stream after the other. Gives what it tells as it goes. */
class Work {
  readonly #options: WithdrawalOptions;
  readonly #streams: ImportedClaim[][];
  readonly #count: Count;
  readonly messages: WithdrawalMessage[] = [];
  readonly bell = createBell();
  readonly #workers: Promise<void>[];
  #stopped = false;
  #failure: { readonly error: unknown } | null = null;
  #running: number;

  constructor(options: WithdrawalOptions, streams: ImportedClaim[][], count: Count) {
    this.#options = options;
    this.#streams = streams;
    this.#count = count;
    this.#running = Math.min(options.concurrency ?? 16, streams.length);
    this.#workers = Array.from({ length: this.#running }, () => this.#work());
  }

  /** @throws the first error of a command */
  get ended(): boolean {
    if (this.#failure) throw this.#failure.error;
    return this.#running === 0;
  }

  /** Starts nothing more and waits for what is under way, so that nothing is written behind the caller's back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    try {
      for (let claims = this.#streams.shift(); claims; claims = this.#streams.shift()) await this.#withdrawAll(claims);
    } catch (error) {
      this.#failure ??= { error };
      this.#stopped = true;
    } finally {
      this.#running -= 1;
      this.bell.ring();
    }
  }

  async #withdrawAll(claims: readonly ImportedClaim[]): Promise<void> {
    for (const claim of claims) {
      if (this.#stopped) return;
      await this.#withdraw(claim);
      this.bell.ring();
    }
  }

  async #withdraw(claim: ImportedClaim): Promise<void> {
    const rejections = this.#count.take(await this.#options.execute(requestFor(this.#options, claim)));
    if (rejections.length > 0)
      this.messages.push({ kind: 'rejected', stream: claim.stream, claim: claim.claim, rejections });
  }
}

function summaryOf(namespace: string, { claims, stays }: FoundImport, count: Count): WithdrawalSummary {
  const { withdrawn, alreadyWithdrawn, alreadyRetracted, rejected, position } = count;
  return {
    kind: 'summary',
    namespace,
    found: claims.size,
    withdrawn,
    alreadyWithdrawn,
    alreadyRetracted,
    rejected,
    stays: Object.fromEntries([...stays].sort(([one], [other]) => (one < other ? -1 : 1))),
    position,
    dryRun: false,
  };
}

/**
 * Withdraws every claim that came with a case file and still stands. What was retracted or withdrawn before is counted and left alone, so
 * that a second run, or one after a run that was broken off, withdraws what is left and nothing twice.
 * @throws UnknownImport before the first message; what `execute` throws, and the signal's reason, once what is under way has ended
 */
export async function* withdrawClaims(options: WithdrawalOptions): AsyncGenerator<WithdrawalMessage> {
  const { log, namespace, signal } = options;
  const search = findImport(log, namespace, signal);
  let step = await search.next();
  for (; !step.done; step = await search.next()) yield { kind: 'progress', stage: 'search', ...step.value };
  const found = step.value;
  const count = new Count();
  const work = new Work(options, standingByStream(found, count), count);
  const progress = () => ({ kind: 'progress', stage: 'withdraw', done: count.done, total: found.claims.size }) as const;
  signal?.addEventListener('abort', work.bell.ring);
  try {
    yield progress();
    for (let told = count.done; ;) {
      signal?.throwIfAborted();
      // Looked up before the messages go out: while the caller takes them the last commands end, and what they tell would be lost.
      const { ended } = work;
      yield* work.messages.splice(0);
      if (count.done - told >= STEP) {
        told = count.done;
        yield progress();
      }
      if (ended) break;
      await work.bell.wait();
    }
    yield progress();
    yield summaryOf(namespace, found, count);
  } finally {
    signal?.removeEventListener('abort', work.bell.ring);
    await work.stop();
  }
}
