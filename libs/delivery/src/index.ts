export * from './port.ts';
export { directDelivery } from './direct/direct-delivery.ts';
export * from './kafka/port.ts';
export { type KafkaOptions, openKafka } from './kafka/open-kafka.ts';
export { partitionOf } from './kafka/partition-of.ts';
export { type Publication, toMessage } from './kafka/binding/send.ts';
export { fromMessage, type ReceivedEvent, type ReceivedMessage } from './kafka/binding/receive.ts';
export {
  type Relay,
  type RelayLag,
  type RelayOptions,
  type RelayState,
  startRelay,
} from './kafka/relay/start-relay.ts';
export type { RelayMetrics } from './kafka/relay/term.ts';
export { type Landmarks, landmarks } from './kafka/relay/marks.ts';
export { deliveryMigrations } from './kafka/migrations.ts';
export { inBatchSpan } from './batch-span.ts';
