import { type DynamicModule, Module } from '@nestjs/common';
import { landmarks } from '#libs/delivery';
import { assertNotBehind, openKurrentEventLog } from '#libs/event-log';
import { createMetrics, openStores, readRequireActor, type Running, serve, untilReachable } from '#libs/platform';
import { plainCodec } from '#libs/privacy';
import { openOperator, publishedLag } from '#libs/projections';
import { GatewayModule } from '../gateway.module.ts';
import type { GatewayParts } from '../services.ts';
import type { GatewaySettings } from './configuration.ts';
import { PassagesModule, passagesTo } from './proxies.ts';
import { remoteCommands } from './remote-commands.ts';

@Module({})
class GatewayProcess {}

/** What questions are answered from: read models and log, neither of which is written here. */
async function openReads(settings: GatewaySettings, running: Running): Promise<Omit<GatewayParts, 'requireActor'>> {
  const { logger, open, patience } = running;
  const { kurrentUrl, streamPrefix, topic, readyLag, commandApiUrl } = settings;
  const { pool, log, url } = await openStores({
    role: 'reader',
    most: 8,
    settings,
    running,
    assertNotBehind,
    openLog: (reader) => {
      const { atInstant, atPosition } = landmarks(reader);
      const found = { landmarks: atInstant, landmarkBefore: atPosition };
      return openKurrentEventLog({
        url: kurrentUrl,
        codec: plainCodec,
        logger,
        ...found,
        ...(streamPrefix && { streamPrefix }),
      });
    },
  });
  const projector = openOperator({ url, log });
  open.later(() => projector.close());
  // Nothing can be answered before the first projector has made the tables.
  await untilReachable('The read models', () => projector.serving(), patience);
  const lag = async () => (await publishedLag(pool, log, topic, (await projector.serving()).position)).events;
  const execute = remoteCommands(commandApiUrl);
  return { pool, log, projector, logger, metrics: createMetrics(), execute, readyLag, lag };
}

/** The front door: it answers from read models and log, and passes on what other processes answer. Any number may run. */
export async function startGateway(settings: GatewaySettings, running: Running): Promise<{ url: string }> {
  const { logger, open } = running;
  const { http: configuration } = settings;
  const { requireTokenForReads } = configuration;
  const requireActor = await readRequireActor(settings.tokenFile);
  const reads = await openReads(settings, running);
  const module: DynamicModule = {
    module: GatewayProcess,
    imports: [
      GatewayModule.on({ ...reads, requireActor, requireTokenForReads }),
      PassagesModule.on({ all: passagesTo(settings), logger }),
    ],
  };
  const server = await serve({ module, configuration, logger, metrics: reads.metrics, requireActor });
  open.later(() => server.close());
  return server;
}
