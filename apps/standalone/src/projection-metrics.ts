import type { Metrics } from '#libs/platform';
import type { Projector } from '#libs/projections';
import { Gauge } from 'prom-client';

/**
 * How far the read models are behind the log and how many streams stand still, asked when somebody scrapes.
 * Lag alone does not show loss; a parked stream and a gap do.
 */
export function observeProjector(metrics: Metrics, projector: Projector): void {
  const registers = [metrics.registry];
  new Gauge({
    name: 'afa_projection_lag_events',
    help: 'Events of the log that the read models do not hold yet',
    registers,
    async collect() {
      this.set((await projector.lag()).events);
    },
  });
  new Gauge({
    name: 'afa_projection_parked_events',
    help: 'Events held back because one of their stream could not be applied, by the reason of the first',
    labelNames: ['reason'],
    registers,
    async collect() {
      this.reset();
      for (const { reason } of await projector.parked()) this.inc({ reason });
    },
  });
}
