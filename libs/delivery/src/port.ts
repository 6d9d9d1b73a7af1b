import type { RecordedEvent } from '#libs/contracts';

/** Events in the log's order. `caughtUp` is true on a page (possibly empty) that reached the end of the log as it then was. */
export interface DeliveredPage {
  readonly events: readonly RecordedEvent[];
  readonly caughtUp: boolean;
}

export interface DeliveryOptions {
  /** Exclusive: the consumer's own checkpoint, `START` for everything. */
  readonly after: string;
  /** Most events of a page. Default 1,000. */
  readonly limit?: number;
  /** Ends the delivery; the page in hand is the consumer's to finish. */
  readonly signal?: AbortSignal;
}

/**
 * How ordered events reach a consumer.
 *
 * Guarantees: the first delivery of each stream's events comes in the order of their revisions; repeats may come and are the
 * consumer's to drop by revision. Nothing else is promised: a consumer asserts that no revision is missing, because lag does not show a loss.
 * The consumer keeps its checkpoint in the transaction of what it writes.
 */
export interface Delivery {
  pages(options: DeliveryOptions): AsyncIterable<DeliveredPage>;
}
