import { type DynamicModule, Module } from '@nestjs/common';
import { openKafka, type Relay, startRelay } from '#libs/delivery';
import { assertNotBehind, openKurrentEventLog } from '#libs/event-log';
import {
  createMetrics,
  HealthModule,
  openStores,
  readKafkaAccess,
  readRequireActor,
  type Running,
  serve,
  untilReachable,
} from '#libs/platform';
import { plainCodec } from '#libs/privacy';
import type { RelaySettings } from './configuration.ts';
import { observeRelay, relayMetrics } from './metrics.ts';

@Module({})
class RelayProcess {}

/** Standing by is as ready as publishing: another relay is active then. */
const READY = new Set(['active', 'standby']);

function assertReady(relay: Relay): void {
  const state = relay.state();
  if (!READY.has(state)) throw new Error(`the relay is ${state}`);
}

/** Publishes the event log to Kafka. Of several processes one is active, the others stand by. */
export async function startRelayProcess(settings: RelaySettings, running: Running): Promise<{ url: string }> {
  const { logger, open, patience, end } = running;
  const { kurrentUrl, streamPrefix, topic, source, http: configuration } = settings;
  const requireActor = await readRequireActor(settings.tokenFile);
  const openLog = () =>
    openKurrentEventLog({ url: kurrentUrl, codec: plainCodec, logger, ...(streamPrefix && { streamPrefix }) });
  const { log, url, checks } = await openStores({
    role: 'relay',
    most: 2,
    settings,
    running,
    assertNotBehind,
    openLog,
  });
  const kafka = openKafka({ ...(await readKafkaAccess(settings.kafka)), clientId: 'afa-relay', logger });
  open.later(() => kafka.close());
  await untilReachable('Kafka', () => kafka.ping(), patience);
  const metrics = createMetrics();
  const relay = await startRelay({ log, url, kafka, topic, source, logger, metrics: relayMetrics(metrics) });
  open.later(() => relay.stop());
  void relay.ended.then((how) => {
    if (how instanceof Error) end(how, 'The relay has failed and cannot go on; this process ends');
  });
  observeRelay(metrics, relay, log);
  const ready = { ...checks, kafka: () => kafka.ping(), relay: async () => assertReady(relay) };
  const module: DynamicModule = {
    module: RelayProcess,
    imports: [HealthModule.on({ checks: ready, metrics })],
  };
  const server = await serve({ module, configuration, logger, metrics, requireActor });
  open.later(() => server.close());
  return server;
}
