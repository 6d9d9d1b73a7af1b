import { Kafka as KafkajsClient, logLevel, type SASLOptions } from 'kafkajs';
import { logThrough } from './client/logging.ts';
import { silenceNegativeTimers } from './client/negative-timers.ts';
import { createPublisher } from './client/publisher.ts';
import { asAdmin, ensureTopic, offsetsOf } from './client/topics.ts';
import { consumePartitions } from './consumer/consume-partitions.ts';
import type { DeliveryLogger, Kafka } from './port.ts';

export interface KafkaOptions {
  /** Host and port of some brokers; the others are heard of from them. */
  readonly brokers: readonly string[];
  /** Encrypts the connections and checks certificates, against those of `ca` (PEM) where it is given. */
  readonly tls?: { readonly ca?: string };
  /** Without it nobody logs in. */
  readonly login?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  /** How this process is called in the brokers' logs. */
  readonly clientId: string;
  readonly logger: DeliveryLogger;
}

/** How long a connection and a request may take, in milliseconds; joining a group may take as long as the group waits, and is not meant. */
const CONNECTION_TIMEOUT = 3_000;
const REQUEST_TIMEOUT = 10_000;

/** Kafka through kafkajs. Nothing is connected before it is asked for something. */
export function openKafka({ brokers, tls, login, clientId, logger }: KafkaOptions): Kafka {
  silenceNegativeTimers();
  const client = new KafkajsClient({
    brokers: [...brokers],
    clientId,
    ...(tls && { ssl: tls.ca === undefined ? true : { ca: [tls.ca] } }),
    // A copy: kafkajs keeps what it made of the password in this very object.
    ...(login && { sasl: { ...login } as SASLOptions }),
    connectionTimeout: CONNECTION_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    logLevel: logLevel.WARN,
    logCreator: logThrough(logger),
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  const publisher = createPublisher(client);
  return {
    ensureTopic: (settings) => asAdmin(client, (admin) => ensureTopic(admin, settings)),
    endOffsets: async (topic) => {
      const offsets = await asAdmin(client, (admin) => offsetsOf(admin, topic));
      return offsets?.map(({ high }) => high) ?? null;
    },
    publish: publisher.publish,
    consumePartitions: (options) => consumePartitions(client, logger, options),
    ping: () => asAdmin(client, async (admin) => void (await admin.describeCluster())),
    close: publisher.close,
  };
}
