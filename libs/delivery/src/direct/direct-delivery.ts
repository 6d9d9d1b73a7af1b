import type { EventLogReader } from '#libs/event-log';
import { ahead } from '../ahead.ts';
import type { DeliveredPage, Delivery, DeliveryOptions } from '../port.ts';

/** The event log's own subscription, for consumers that share its database or process. Every position comes once and in order. */
export function directDelivery(log: EventLogReader): Delivery {
  return { pages: (options) => readAhead(log, options) };
}

/** The next page is read while the consumer is busy with the one before. The subscription ends with a consumer that leaves early. */
function readAhead(log: EventLogReader, options: DeliveryOptions): AsyncIterable<DeliveredPage> {
  const left = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
  return ahead(log.subscribe({ ...options, signal }), () => left.abort());
}
