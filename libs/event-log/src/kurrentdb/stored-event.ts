import type { AppendReq, ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { EventMetadata, RecordedEvent } from '#libs/contracts';
import { EventLogDamaged } from '../port.ts';
import type { PreparedEvent } from '../request.ts';
import type { Library } from './library.ts';

/** Revisions, positions and times are what the server adds; the rest is ours. */
export interface StoredEvent {
  readonly event: RecordedEvent;
  /** Chance that the append carried which wrote it: tells a first write from a repeated one. */
  readonly attempt: string;
}

/** Metadata on the server is flat, text to text: calls that append to several streams take nothing else. */
interface StoredMetadata extends Record<keyof EventMetadata, string> {
  readonly schemaVersion: string;
  readonly attempt: string;
}

const TICKS_PER_MILLISECOND = 10_000n;
const JSON_CONTENT = 'application/json';

/** An event as the server takes it. */
export function proposedMessage(library: Library, event: PreparedEvent, attempt: string): AppendReq {
  const message = new library.messages.AppendReq.ProposedMessage();
  const id = new library.shared.UUID();
  id.setString(event.id);
  message.setId(id);
  message.getMetadataMap().set('type', event.type);
  message.getMetadataMap().set('content-type', JSON_CONTENT);
  message.setData(Buffer.from(event.data).toString('base64'));
  const metadata = { ...(JSON.parse(event.metadata) as object), schemaVersion: String(event.schemaVersion), attempt };
  message.setCustomMetadata(Buffer.from(JSON.stringify(metadata)).toString('base64'));
  const request = new library.messages.AppendReq();
  request.setProposedMessage(message);
  return request;
}

/**
 * The events of a read's answer; whatever else it tells (stream not found, last position) is passed over. Names lose the log's prefix.
 * @throws EventLogDamaged where something stands under the prefix that this log has not written
 */
export function storedEvents(responses: readonly ReadResp[], streamPrefix: string): StoredEvent[] {
  return responses.flatMap((response) => {
    const record = response.getEvent()?.getEvent();
    return record ? [storedEvent(record, streamPrefix)] : [];
  });
}

/** Where and when an event was recorded, without a look at what it says. */
export interface Place {
  readonly position: string;
  /** Milliseconds since 1970. */
  readonly millis: number;
}

/** The place of the event that a response carries; null where it carries none. */
export function placeIn(response: ReadResp): Place | null {
  const record = response.getEvent()?.getEvent();
  return record ? { position: record.getCommitPosition(), millis: recordedMillis(record) } : null;
}

/** The server counts in ticks of 100 nanoseconds; finer digits than milliseconds are cut off. */
function recordedMillis(record: ReadResp.ReadEvent.RecordedEvent): number {
  return Number(BigInt(record.getMetadataMap().get('created') ?? '') / TICKS_PER_MILLISECOND);
}

function storedEvent(record: ReadResp.ReadEvent.RecordedEvent, streamPrefix: string): StoredEvent {
  const position = record.getCommitPosition();
  const server = record.getMetadataMap();
  const name = Buffer.from(record.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
  try {
    const { schemaVersion, attempt, ...metadata } = parsed(record.getCustomMetadata_asU8()) as StoredMetadata;
    const event: RecordedEvent = {
      id: record.getId()?.getString() ?? '',
      type: server.get('type') ?? '',
      schemaVersion: Number(schemaVersion),
      data: parsed(record.getData_asU8()),
      metadata: withoutForeign(metadata),
      stream: name.slice(streamPrefix.length),
      revision: Number(record.getStreamRevision()),
      position,
      recordedAt: new Date(recordedMillis(record)).toISOString(),
    };
    if (!Number.isInteger(event.schemaVersion) || typeof attempt !== 'string') throw new TypeError('not of this log');
    if (record.getPreparePosition() !== position) throw new TypeError('committed apart from where it stands');
    return { event, attempt };
  } catch {
    throw new EventLogDamaged(`the event at position ${position} was not written by this log`);
  }
}

/** Servers add keys of their own, which begin with a dollar sign. */
function withoutForeign(metadata: object): EventMetadata {
  return Object.fromEntries(
    Object.entries(metadata).filter(([key]) => !key.startsWith('$')),
  ) as unknown as EventMetadata;
}

function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}
