import type { EventLogReader } from '#libs/event-log';
import type { DeliveredPage, Delivery, DeliveryOptions } from '../port.ts';

/** The event log's own subscription, for consumers that share its database or process. Every position comes once and in order. */
export function directDelivery(log: EventLogReader): Delivery {
  return { pages: (options) => readAhead(log, options) };
}

/**
 * Asks for the next page while the consumer is busy with the one before: reading and writing overlap. At most one page waits. A consumer that
 * leaves early must not hang on the page it will never take, so the subscription ends with it.
 */
async function* readAhead(log: EventLogReader, options: DeliveryOptions): AsyncGenerator<DeliveredPage, void, void> {
  const left = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
  const iterator = log.subscribe({ ...options, signal })[Symbol.asyncIterator]();
  let coming = iterator.next();
  try {
    for (let page = await coming; !page.done; page = await coming) {
      coming = iterator.next();
      coming.catch(() => undefined); // thrown to the consumer when it asks for that page, not into the void before
      yield page.value;
    }
  } finally {
    left.abort();
    await iterator.return?.();
  }
}
