import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** For further counters and gauges: `new Gauge({ …, registers: [metrics.registry] })`. */
  readonly registry: Registry;
  /** @param route the pattern (`/v1/swaps/:id`), never the address: ids as labels would grow without end */
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  readonly contentType: string;
  text(): Promise<string>;
}

/** A registry of its own, so that two applications in one process (tests) do not meet. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'afa_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return {
    registry,
    observeRequest: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
