import { type DynamicModule, Module } from '@nestjs/common';
import { assertNotBehind, openKurrentEventLog } from '#libs/event-log';
import { createMetrics, HealthModule, openStores, readRequireActor, type Running, serve } from '#libs/platform';
import { plainCodec } from '#libs/privacy';
import type { Projector } from '#libs/projections';
import type { ProjectorSettings } from './configuration.ts';
import { observeProjector } from './metrics.ts';
import { openProjectorOperations } from './operations.ts';
import { openProjection } from './projection.ts';
import { ProjectorModule } from './projector.module.ts';

@Module({})
class ProjectorProcess {}

async function assertCloseBehind(projector: Projector, readyLag: number): Promise<void> {
  const { events } = await projector.lag();
  if (events > readyLag) throw new Error(`${events} events behind`);
}

/** Builds the read models from Kafka. Any number of these processes share the partitions of the topic. */
export async function startProjectorProcess(settings: ProjectorSettings, running: Running): Promise<{ url: string }> {
  const { logger, open } = running;
  const { kurrentUrl, streamPrefix, tokenFile, readyLag, http: configuration } = settings;
  const requireActor = await readRequireActor(tokenFile);
  const openLog = () =>
    openKurrentEventLog({ url: kurrentUrl, codec: plainCodec, logger, ...(streamPrefix && { streamPrefix }) });
  const stores = await openStores({ role: 'projector', most: 2, settings, running, openLog, assertNotBehind });
  const { log, url } = stores;
  const metrics = createMetrics();
  const { projector, ping } = await openProjection({ settings, running, log, url, metrics });
  observeProjector(metrics, projector);
  const operations = openProjectorOperations({ projector, log, url, requireActor });
  const checks = { ...stores.checks, kafka: ping, lag: () => assertCloseBehind(projector, readyLag) };
  const module: DynamicModule = {
    module: ProjectorProcess,
    imports: [HealthModule.on({ checks, metrics }), ProjectorModule.on(operations)],
  };
  const server = await serve({ module, configuration, logger, metrics, requireActor });
  open.later(() => server.close());
  return server;
}
