import { backOff } from '../back-off.ts';
import { fromMessage } from '../binding/receive.ts';
import type { ConsumeOptions, DeliveredMessage, DeliveryLogger } from '../port.ts';
import type { Member, MemberBatch } from './member.ts';

export interface DeskOptions extends ConsumeOptions {
  readonly logger: DeliveryLogger;
  readonly heartbeatInterval: number;
  /** The first and the next offset of the partition, as the broker has them now. */
  bounds(partition: number): Promise<{ readonly low: string; readonly high: string }>;
}

/** The topic has thrown away what was still to be read. To go on behind it would leave out events that nobody would ever miss. */
export class MessagesGone extends Error {
  override readonly name = 'MessagesGone';

  constructor(topic: string, partition: number, place: string, low: string) {
    super(
      `the topic ${topic} no longer has what stood in partition ${partition} from offset ${place} to ${BigInt(low) - 1n}; ` +
        'the read models must be built anew from the event log (afa projections rebuild)',
    );
  }
}

interface Held {
  readonly partition: number;
  /** The offset behind what was handled. */
  next: bigint;
  /** Whether what is fetched now comes from the place that was asked for. */
  placed: boolean;
  /** Counts the questions: the answer to an earlier one is not for now. */
  asked: number;
  failures: number;
  timer?: NodeJS.Timeout;
}

const DEFAULT_LIMIT = 500;

type Seat = Pick<Member, 'pause' | 'resume' | 'seek'>;

/** Gives signs of life while something is handled; one that fails is given again after it, where it can be thrown. */
async function beating(batch: MemberBatch, every: number, act: () => Promise<void>): Promise<void> {
  const timer = setInterval(() => void batch.heartbeat().catch(() => undefined), every);
  try {
    await act();
  } finally {
    clearInterval(timer);
  }
}

function* portions<Item>(items: readonly Item[], limit: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += limit) yield items.slice(start, start + limit);
}

/** What stands between the fetched messages and those who handle them: which partitions one membership holds, and where each goes on. */
export class Desk {
  readonly #options: DeskOptions;
  readonly #seat: Seat;
  readonly #held = new Map<number, Held>();

  constructor(options: DeskOptions, seat: Seat) {
    this.#options = options;
    this.#seat = seat;
  }

  partitions(): readonly number[] {
    return [...this.#held.keys()];
  }

  /** The group has formed: these are the partitions, whatever was held before. */
  assign(partitions: readonly number[]): void {
    this.close();
    for (const partition of partitions)
      this.#held.set(partition, { partition, next: 0n, placed: false, asked: 0, failures: 0 });
    this.#options.metrics?.assigned(partitions);
    this.reseek();
  }

  /** Asks for the place of every partition anew; what was fetched before is dropped. */
  reseek(): void {
    for (const each of this.#held.values()) void this.#place(each);
  }

  /** Lets go of everything. */
  close(): void {
    for (const { timer } of this.#held.values()) clearTimeout(timer);
    this.#held.clear();
  }

  async take(batch: MemberBatch): Promise<void> {
    const each = this.#held.get(batch.partition);
    if (!each) return;
    for (const portion of portions(batch.messages, this.#options.limit ?? DEFAULT_LIMIT)) {
      const isWhole = await this.#isWhole(each, portion[0]!.offset);
      // Fetched before the place was known, or no longer this member's.
      if (!each.placed || !this.#isHeld(each) || !batch.isCurrent()) return;
      if (!isWhole) return void this.#place(each);
      const messages = portion.map((message) => ({ offset: message.offset, ...fromMessage(message) }));
      if (!(await this.#handle(each, batch, messages))) return;
      await batch.heartbeat();
    }
  }

  #isHeld(each: Held): boolean {
    return this.#held.get(each.partition) === each;
  }

  async #place(each: Held): Promise<void> {
    const { partition } = each;
    const question = (each.asked += 1);
    const isFresh = (): boolean => this.#isHeld(each) && each.asked === question;
    clearTimeout(each.timer);
    each.placed = false;
    this.#seat.pause(partition);
    try {
      const offset = await this.#startOf(partition);
      if (!isFresh()) return;
      this.#seat.seek(partition, offset);
      each.next = BigInt(offset);
      each.placed = true;
      this.#seat.resume(partition);
    } catch (error) {
      if (isFresh()) this.#later(each, error, () => void this.#place(each));
    }
  }

  /** A place that the broker does not have yet, for somebody made the topic anew: it is read from where it begins. @throws MessagesGone */
  async #startOf(partition: number): Promise<string> {
    const place = await this.#options.place(partition);
    const { low, high } = await this.#options.bounds(partition);
    if (BigInt(place) < BigInt(low)) throw new MessagesGone(this.#options.topic, partition, place, low);
    return BigInt(place) > BigInt(high) ? low : place;
  }

  /** Whether nothing was thrown away between what was handled and this offset. Offsets also skip what is no message, such as a transaction's end. */
  async #isWhole({ partition, placed, next }: Held, offset: string): Promise<boolean> {
    if (!placed || BigInt(offset) <= next) return true;
    const bounds = await this.#options.bounds(partition).catch(() => null);
    return bounds !== null && BigInt(bounds.low) <= next;
  }

  /** @returns whether the messages were handled and the next may come */
  async #handle(each: Held, batch: MemberBatch, messages: readonly DeliveredMessage[]): Promise<boolean> {
    const { partition, asked } = each;
    const { handle, heartbeatInterval, metrics } = this.#options;
    try {
      await beating(batch, heartbeatInterval, () => handle(partition, messages));
    } catch (error) {
      if (this.#isHeld(each) && each.asked === asked) this.#failed(each, error);
      return false;
    }
    if (!this.#isHeld(each) || each.asked !== asked) return false;
    each.failures = 0;
    const { offset } = messages.at(-1)!;
    each.next = BigInt(offset) + 1n;
    batch.resolve(offset);
    metrics?.delivered(partition, messages.length, Math.max(0, Number(BigInt(batch.end) - BigInt(offset) - 1n)));
    return true;
  }

  #failed(each: Held, error: unknown): void {
    const { partition } = each;
    this.#seat.pause(partition);
    if (!this.#options.isDisplaced(error)) return this.#later(each, error, () => this.#seat.resume(partition));
    each.placed = false;
    // Once is usual when a partition changes hands; again and again is not.
    if (each.failures > 0) return this.#later(each, error, () => void this.#place(each));
    each.failures = 1;
    void this.#place(each);
  }

  /** One partition waits; the others go on. */
  #later(each: Held, error: unknown, act: () => void): void {
    each.failures += 1;
    const { partition, failures } = each;
    const { metrics, logger, topic } = this.#options;
    metrics?.failed(partition);
    logger.warn({ topic, partition, failures, error }, 'a partition waits and is tried again');
    each.timer = setTimeout(() => this.#isHeld(each) && act(), backOff(failures));
  }
}
