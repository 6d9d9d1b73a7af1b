import { comparePositions, type RecordedEvent } from '#libs/contracts';
import type { EventLogReader } from '#libs/event-log';
import { LRUCache } from 'lru-cache';
import type { DeliveryLogger } from '../port.ts';

/** An event to be published, and the position up to which everything is out once it is. */
export interface Admitted {
  readonly event: RecordedEvent;
  readonly upTo: string;
}

export interface ContinuityMetrics {
  /** Events that came from the log a second time and were dropped. */
  repeated(events: number): void;
  /** Events that the subscription had left out and the stream itself gave. */
  gap(events: number): void;
}

/** The log does not give an event that must be there: nothing behind it may be published. */
export class StreamIncomplete extends Error {
  override readonly name = 'StreamIncomplete';
}

/** So many streams are remembered. */
const MOST_STREAMS = 200_000;
const PAGE = 500;
const AT_ONCE = 16;

type Log = Pick<EventLogReader, 'readStream'>;

export interface ContinuityParts {
  readonly log: Log;
  readonly logger: DeliveryLogger;
  readonly metrics?: ContinuityMetrics | undefined;
  readonly mostStreams?: number;
}

/**
 * Proves, stream by stream, that nothing is left out: each revision is the last one plus one. A lower one is a repeat and is dropped; a higher
 * one is a gap, whose events are read from the stream itself. Lag does not show a loss; this does.
 */
export class Continuity {
  readonly #log: Log;
  readonly #logger: DeliveryLogger;
  readonly #metrics: ContinuityMetrics | undefined;
  readonly #last: LRUCache<string, number>;
  #upTo: string;
  /** A stream that is not remembered has had no event behind this position. */
  #floor: string;

  /** `published` is the position up to which everything is out. */
  constructor(parts: ContinuityParts, published: string) {
    const { log, logger, metrics, mostStreams = MOST_STREAMS } = parts;
    this.#log = log;
    this.#logger = logger;
    this.#metrics = metrics;
    this.#upTo = published;
    this.#floor = published;
    // What is forgotten cannot be told from what was never seen: of those streams only what comes from now on is proven.
    const forget = (_last: number, _stream: string, why: string): void => {
      if (why === 'evict') this.#floor = this.#upTo;
    };
    this.#last = new LRUCache({ max: mostStreams, dispose: forget });
  }

  /**
   * The events of the next page that are to be published, in order.
   * @throws StreamIncomplete
   */
  async admit(events: readonly RecordedEvent[]): Promise<readonly Admitted[]> {
    await this.#recall(events);
    const admitted: Admitted[] = [];
    let repeated = 0;
    for (const event of events) {
      const { stream, revision, position } = event;
      const last = this.#last.get(stream) ?? -1;
      if (revision <= last || comparePositions(position, this.#upTo) <= 0) {
        repeated += 1;
        continue;
      }
      for (const missing of await this.#missing(event, last)) admitted.push({ event: missing, upTo: this.#upTo });
      admitted.push({ event, upTo: position });
      this.#upTo = position;
      this.#last.set(stream, revision);
    }
    if (repeated > 0) this.#metrics?.repeated(repeated);
    return admitted;
  }

  /** Finds the last published revision of streams that are not remembered; a stream's first event needs none before it. */
  async #recall(events: readonly RecordedEvent[]): Promise<void> {
    const unknown = new Map<string, RecordedEvent>();
    for (const event of events) {
      const { stream, position } = event;
      const isNew = comparePositions(position, this.#upTo) > 0;
      if (isNew && !this.#last.has(stream) && !unknown.has(stream)) unknown.set(stream, event);
    }
    const asked = [...unknown.values()].filter(({ revision }) => revision > 0);
    for (let start = 0; start < asked.length; start += AT_ONCE) {
      const some = asked.slice(start, start + AT_ONCE);
      await Promise.all(some.map(async (event) => this.#last.set(event.stream, await this.#lastPublished(event))));
    }
  }

  /** Going back from the event: the first one that stands at or before the floor. -1 where none does. */
  async #lastPublished({ stream, revision }: RecordedEvent): Promise<number> {
    for (let from = revision - 1, limit = 1; from >= 0; limit = PAGE) {
      const page = await this.#log.readStream(stream, { from, direction: 'backwards', limit });
      const found = page.find(({ position }) => comparePositions(position, this.#floor) <= 0);
      if (found) return found.revision;
      if (page.length === 0) throw new StreamIncomplete(`the log has no revision ${from} of ${stream}`);
      from = page.at(-1)!.revision - 1;
    }
    return -1;
  }

  async #missing(event: RecordedEvent, last: number): Promise<readonly RecordedEvent[]> {
    const { stream, revision, position } = event;
    const found: RecordedEvent[] = [];
    for (let from = last + 1; from < revision; from = found.at(-1)!.revision + 1) {
      const page = await this.#log.readStream(stream, { from, limit: Math.min(PAGE, revision - from) });
      if (page[0]?.revision !== from) throw new StreamIncomplete(`the log has no revision ${from} of ${stream}`);
      found.push(...page);
    }
    if (found.length === 0) return found;
    this.#logger.error(
      { stream, revision, position, missing: found.length },
      'gap in what the log delivered, filled from the stream',
    );
    this.#metrics?.gap(found.length);
    return found;
  }
}
