import type { RecordedEvent } from '#libs/contracts';
import type { KafkaMessage } from '../port.ts';
import { JSON_TYPE, textAttribute, toCloudType } from './attributes.ts';

/** What a message tells besides its event. */
export interface Publication {
  /** The register's own address, `https://register.example/`; CloudEvents' `source`. */
  readonly source: string;
  /** Of the topic: which of its lives the message belongs to. */
  readonly incarnation: string;
}

/** The address under which a register's gateway publishes the schema of an event's data; none where the source is no web address. */
function schemaAddress(source: string, { type, schemaVersion }: RecordedEvent): string | undefined {
  if (!/^https?:/.test(source)) return undefined;
  return new URL(`/schemas/${encodeURIComponent(type)}/${schemaVersion}`, source).href;
}

const present = (entry: readonly [string, string | undefined]): entry is readonly [string, string] =>
  entry[1] !== undefined;

function attributesOf(event: RecordedEvent, { source, incarnation }: Publication): (readonly [string, string])[] {
  const { metadata, stream } = event;
  const entries: (readonly [string, string | undefined])[] = [
    ['specversion', '1.0'],
    ['id', event.id],
    ['type', toCloudType(event.type, event.schemaVersion)],
    ['source', source],
    ['subject', stream],
    ['time', event.recordedAt],
    ['dataschema', schemaAddress(source, event)],
    ['partitionkey', stream],
    ['revision', String(event.revision)],
    ['position', event.position],
    ['schemaversion', String(event.schemaVersion)],
    textAttribute('actor', metadata.actor),
    ['commandid', metadata.commandId],
    ['correlationid', metadata.correlationId],
    ['causationid', metadata.causationId],
    ['traceparent', metadata.traceparent],
    metadata.reason === undefined ? ['reason', undefined] : textAttribute('reason', metadata.reason),
    ['incarnation', incarnation],
  ];
  return entries.filter(present);
}

/**
 * An event as CloudEvents' Kafka binding says it in binary mode: the data is the value, everything else a header, and the stream the key, so
 * that a stream stays in one partition. The value is never null: on a compacted topic that would delete the stream.
 */
export function toMessage(event: RecordedEvent, publication: Publication): KafkaMessage {
  const headers: Record<string, string> = { 'content-type': JSON_TYPE };
  for (const [name, value] of attributesOf(event, publication)) headers[`ce_${name}`] = value;
  return { key: event.stream, value: Buffer.from(JSON.stringify(event.data ?? null)), headers };
}
