import { START, type EventMetadata, type NewEvent, type PayloadCodec, type RecordedEvent } from '#libs/contracts';
import { instantMillis } from '../instant.ts';
import {
  EventLogUnavailable,
  type AppendOutcome,
  type AppendRequest,
  type EventLog,
  type LogHead,
  type ReadAllOptions,
  type ReadStreamOptions,
  type SubscribeOptions,
  type SubscriptionPage,
} from '../port.ts';
import { meets, prepare, type PreparedEvent } from '../request.ts';
import { standingOf } from '../standing.ts';
import { subscription, type Scan } from '../subscription.ts';
import { WakeUp } from '../wake-up.ts';

const DEFAULT_LIMIT = 1_000;

export interface MemoryEventLogOptions {
  readonly codec?: PayloadCodec;
  readonly clock?: () => Date;
}

const plain: PayloadCodec = { encode: async (events) => events, decode: async (events) => events };

/**
 * The event log held in an array, for unit tests and simulations: same answers as the other adapters, nothing durable.
 * An append is decided and written in one synchronous step, so concurrent appends cannot interleave.
 */
export function createMemoryEventLog(options: MemoryEventLogOptions = {}): EventLog {
  return new MemoryEventLog(options.codec ?? plain, options.clock ?? (() => new Date()));
}

class MemoryEventLog implements EventLog {
  readonly #events: RecordedEvent[] = [];
  readonly #streams = new Map<string, RecordedEvent[]>();
  readonly #byId = new Map<string, RecordedEvent>();
  readonly #wakeUp = new WakeUp();
  readonly #codec: PayloadCodec;
  readonly #clock: () => Date;
  #lastMillis = -Infinity;

  constructor(codec: PayloadCodec, clock: () => Date) {
    this.#codec = codec;
    this.#clock = clock;
  }

  async append(request: AppendRequest): Promise<AppendOutcome> {
    this.#wakeUp.assertAlive();
    const prepared = prepare(request, await this.#codec.encode(request.events));
    if (prepared.kind === 'refused') return prepared;
    this.#wakeUp.assertAlive();
    const ids = prepared.events.map((event) => event.id);
    const standing = standingOf(request.stream, ids, (id) => this.#byId.get(id));
    if (standing.kind === 'repeated') {
      return { kind: 'appended', events: await this.#decoded(standing.rows), repeated: true };
    }
    const current = (this.#streams.get(request.stream)?.length ?? 0) - 1;
    if (!meets(request.expected, current < 0 ? null : current)) {
      if (standing.kind === 'new')
        return { kind: 'wrong-revision', stream: request.stream, current: current < 0 ? null : current };
    }
    if (standing.kind === 'taken') return { kind: 'event-id-taken', id: standing.id };
    return this.#record(request, prepared.events);
  }

  #record(request: AppendRequest, prepared: readonly PreparedEvent[]): AppendOutcome {
    this.#lastMillis = Math.max(this.#lastMillis, this.#clock().getTime());
    const recordedAt = new Date(this.#lastMillis).toISOString();
    const stream = this.#streams.get(request.stream) ?? [];
    this.#streams.set(request.stream, stream);
    const answered = prepared.map((event, index) => {
      const place = {
        stream: request.stream,
        revision: stream.length,
        position: String(this.#events.length + 1),
        recordedAt,
      };
      const stored: RecordedEvent = {
        ...event,
        data: JSON.parse(event.data) as unknown,
        metadata: JSON.parse(event.metadata) as EventMetadata,
        ...place,
      };
      stream.push(stored);
      this.#events.push(stored);
      this.#byId.set(stored.id, stored);
      return { ...(request.events[index] as NewEvent), ...place };
    });
    this.#wakeUp.publish(String(this.#events.length));
    return { kind: 'appended', events: answered, repeated: false };
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    this.#wakeUp.assertAlive();
    const { direction = 'forwards', limit = DEFAULT_LIMIT } = options;
    const events = this.#streams.get(stream) ?? [];
    if (direction === 'forwards') return this.#decoded(events.slice(options.from ?? 0).slice(0, limit));
    const from = Math.min(options.from ?? Infinity, events.length - 1);
    return this.#decoded(events.slice(Math.max(0, from - limit + 1), from + 1).reverse());
  }

  async readAll(options: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    this.#wakeUp.assertAlive();
    return (await this.#scan(options)).events;
  }

  async #scan({ after, limit = DEFAULT_LIMIT, streamPrefixes }: ReadAllOptions): Promise<Scan> {
    const head = this.#events.length;
    const found: RecordedEvent[] = [];
    let index = Number(after);
    for (; index < head && found.length < limit; index += 1) {
      const event = this.#events[index] as RecordedEvent;
      if (!streamPrefixes || streamPrefixes.some((prefix) => event.stream.startsWith(prefix))) found.push(event);
    }
    return { events: await this.#decoded(found), cursor: String(index), reachedEnd: index >= head };
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionPage> {
    return subscription(options, this.#wakeUp, (page) => this.#scan(page));
  }

  async existing(streams: readonly string[]): Promise<ReadonlySet<string>> {
    this.#wakeUp.assertAlive();
    return new Set(streams.filter((stream) => this.#streams.has(stream)));
  }

  async head(): Promise<LogHead> {
    this.#wakeUp.assertAlive();
    const last = this.#events.at(-1);
    return { position: last?.position ?? START, recordedAt: last?.recordedAt ?? null };
  }

  async recordedAt(position: string): Promise<string | null> {
    this.#wakeUp.assertAlive();
    return this.#events[Number(position) - 1]?.recordedAt ?? null;
  }

  async positionAt(instant: string): Promise<string> {
    this.#wakeUp.assertAlive();
    const millis = instantMillis(instant);
    return this.#events.findLast((event) => Date.parse(event.recordedAt) <= millis)?.position ?? START;
  }

  async close(): Promise<void> {
    this.#wakeUp.lose(new EventLogUnavailable('the event log is closed'));
  }

  /** The codec gets copies: a reader that changes what it was given must not change the log. */
  #decoded(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    return this.#codec.decode(structuredClone(events));
  }
}
