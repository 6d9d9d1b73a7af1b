import type { PayloadCodec } from '#libs/contracts';
import { EventLogDamaged, EventLogFenced, EventLogUnavailable, EventLogUnsafe, type AppendOutcome } from '../port.ts';
import type { AppendRequest } from '../port.ts';
import { prepare } from '../request.ts';
import type { WakeUp } from '../wake-up.ts';
import { AppendQueue, Entry } from './append-queue.ts';
import { BatchClock } from './batch-clock.ts';
import { appendRounds, type RoundTools } from './append-rounds.ts';
import { Heads } from './heads.ts';
import type { PostgresEventLogOptions } from './options.ts';
import { Tenure } from './tenure.ts';

const SWEEP_EVERY = 250;
const RECONNECT_EVERY = 500;

/** What the writer tells monitoring about itself. */
export interface WriterStatus {
  readonly state: 'writing' | 'disconnected' | 'stopped';
  readonly epoch: string;
  readonly lastPosition: string;
  /** Appends that wait for their batch. */
  readonly waiting: number;
}

/**
 * Owns all appends of the log. Whatever arrives while a batch is on its way forms the next one; one statement is ever in flight,
 * which is what makes positions gapless and rise in commit order.
 */
export class GroupWriter {
  readonly #codec: PayloadCodec;
  readonly #queue: AppendQueue;
  readonly #tenure: Tenure;
  readonly #tools: RoundTools;
  readonly #options: PostgresEventLogOptions;
  readonly #wakeUp: WakeUp;
  readonly #sweeper: NodeJS.Timeout;
  #inFlight: readonly Entry[] = [];
  #beginBatch: (() => void) | null = null;
  #running: Promise<void> | null = null;
  #closing = false;
  #stopped: Error | null = null;

  private constructor(options: PostgresEventLogOptions, wakeUp: WakeUp) {
    const heads = new Heads();
    this.#options = options;
    this.#codec = options.codec;
    this.#wakeUp = wakeUp;
    this.#queue = new AppendQueue(options.maxQueue ?? 5_000);
    this.#tenure = new Tenure({
      url: options.writerUrl,
      lockWait: options.lockWait ?? 1_000,
      onLost: () => this.#kick(),
      onRenewed: (last) => {
        heads.clear();
        wakeUp.publish(last.toString());
      },
    });
    const clock = new BatchClock(options.clock ?? (() => new Date()), options.logger);
    this.#tools = { tenure: this.#tenure, heads, clock, codec: options.codec, wakeUp };
    this.#sweeper = setInterval(() => this.#answerLate(), SWEEP_EVERY).unref();
  }

  static async open(options: PostgresEventLogOptions, wakeUp: WakeUp): Promise<GroupWriter> {
    const writer = new GroupWriter(options, wakeUp);
    try {
      await writer.#tenure.begin();
      return writer;
    } catch (error) {
      clearInterval(writer.#sweeper);
      throw error;
    }
  }

  async append(request: AppendRequest): Promise<AppendOutcome> {
    this.#assertOpen();
    const prepared = prepare(request, await this.#codec.encode(request.events));
    if (prepared.kind === 'refused') return prepared;
    this.#assertOpen();
    return new Promise((resolve, reject) => {
      this.#queue.put(new Entry(request, prepared.events, resolve, reject));
      if (this.#everybodyCame) this.#beginBatch?.();
      this.#kick();
    });
  }

  status(): WriterStatus {
    return {
      state: this.#stopped || this.#closing ? 'stopped' : this.#tenure.alive ? 'writing' : 'disconnected',
      epoch: this.#tenure.epoch,
      lastPosition: this.#tenure.last.toString(),
      waiting: this.#queue.length,
    };
  }

  /** Takes no more appends, writes those that wait, lets go of the log. */
  async close(): Promise<void> {
    this.#closing = true;
    while (this.#running) await this.#running;
    clearInterval(this.#sweeper);
    await this.#tenure.end();
  }

  #assertOpen(): void {
    if (this.#stopped) throw this.#stopped;
    if (this.#closing) throw new EventLogUnavailable('the event log is closing');
    this.#queue.assertRoom();
  }

  #kick(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#queue.length > 0) this.#kick();
    });
  }

  /** As many wait as were answered last: whoever wanted to come again has most likely come. */
  get #everybodyCame(): boolean {
    return this.#inFlight.length > 0 && this.#queue.length >= this.#inFlight.length;
  }

  /** A turn of the event loop lets everybody who was just answered come again; it is not waited for once they have. */
  #turn(): Promise<void> {
    if (this.#everybodyCame) return Promise.resolve();
    return new Promise((resolve) => {
      const turn = setImmediate(() => this.#beginBatch?.());
      this.#beginBatch = () => {
        clearImmediate(turn);
        this.#beginBatch = null;
        resolve();
      };
    });
  }

  /** Takes batch after batch until nothing waits. */
  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#turn();
      this.#inFlight = this.#queue.take();
      if (this.#inFlight.length === 0 && (this.#tenure.alive || this.#closing)) return;
      try {
        if (!this.#tenure.alive) await this.#tenure.ensure();
        await appendRounds(this.#inFlight, this.#tools);
      } catch (error) {
        if (this.#mustStop(error)) return;
        failUnanswered(this.#inFlight, error);
        if (this.#inFlight.length === 0) return this.#comeBackLater(error);
      }
    }
  }

  #comeBackLater(error: unknown): void {
    this.#options.logger?.warn({ err: error }, 'the event log is not reachable for writing');
    setTimeout(() => this.#kick(), RECONNECT_EVERY).unref();
  }

  #mustStop(error: unknown): boolean {
    const lost = error instanceof EventLogFenced || error instanceof EventLogDamaged || error instanceof EventLogUnsafe;
    if (!lost) return false;
    this.#stopped = error;
    clearInterval(this.#sweeper);
    this.#tenure.abandon();
    failUnanswered([...this.#inFlight, ...this.#queue.takeOlder(Infinity)], error);
    this.#wakeUp.lose(error);
    this.#options.logger?.error({ err: error }, 'the event log is lost to this process');
    this.#options.onFenced?.(error);
    return true;
  }

  /** A batch that hangs must not hold its callers: they learn that the outcome is unknown; repeating the append is safe. */
  #answerLate(): void {
    const moment = performance.now() - (this.#options.answerWithin ?? 5_000);
    const late = [...this.#inFlight.filter((entry) => entry.since < moment), ...this.#queue.takeOlder(moment)];
    failUnanswered(late, new EventLogUnavailable('the event log did not answer in time'));
  }
}

function failUnanswered(entries: readonly Entry[], error: unknown): void {
  for (const entry of entries) if (!entry.answered) entry.fail(error);
}
