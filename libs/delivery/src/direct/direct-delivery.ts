import type { EventLogReader } from '#libs/event-log';
import type { Delivery, DeliveredPage } from '../port.ts';

/** The event log's own subscription, for consumers that share its database or process. Every position comes once and in order. */
export function directDelivery(log: EventLogReader): Delivery {
  return { pages: (options) => readAhead(log.subscribe(options)) };
}

/** Asks for the next page while the consumer is busy with the one before: reading and writing overlap. At most one page waits. */
async function* readAhead(pages: AsyncIterable<DeliveredPage>): AsyncGenerator<DeliveredPage, void, void> {
  const iterator = pages[Symbol.asyncIterator]();
  let coming = iterator.next();
  try {
    for (let page = await coming; !page.done; page = await coming) {
      coming = iterator.next();
      coming.catch(() => undefined); // thrown to the consumer when it asks for that page, not into the void before
      yield page.value;
    }
  } finally {
    await iterator.return?.();
  }
}
