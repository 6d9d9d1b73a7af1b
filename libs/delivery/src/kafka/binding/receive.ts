import type { EventMetadata, RecordedEvent } from '#libs/contracts';
import { fromCloudType, JSON_TYPE, readTextAttribute } from './attributes.ts';

type HeaderValue = Buffer | string | (Buffer | string)[] | undefined;

/** A message as a Kafka client hands it over. */
export interface ReceivedMessage {
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, HeaderValue>> | undefined;
}

/** A message's attributes by name and its data; `problem` says why the data cannot be read. */
export interface CloudEvent {
  readonly attributes: ReadonlyMap<string, string>;
  readonly data: unknown;
  readonly problem: string | null;
}

/** An event with its problem, if its data cannot be read; null where the message is none of the register's. */
export interface ReceivedEvent {
  readonly incarnation: string | null;
  readonly event: RecordedEvent | null;
  readonly problem: string | null;
}

/** Clients hand headers over as bytes, as text, or as a list where one stands there twice; then the first counts. */
function textOf(value: HeaderValue): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return Buffer.isBuffer(first) ? first.toString('utf8') : first;
}

function headersOf({ headers = {} }: ReceivedMessage): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const text = textOf(value);
    if (text !== undefined) texts.set(name.toLowerCase(), text);
  }
  return texts;
}

function parsed(attributes: ReadonlyMap<string, string>, text: string): CloudEvent {
  try {
    return { attributes, data: JSON.parse(text) as unknown, problem: null };
  } catch {
    return { attributes, data: null, problem: 'the data is not JSON' };
  }
}

/** Without a media type, data is JSON. */
const isJson = (mediaType = JSON_TYPE): boolean => /^\s*[\w.-]+\/([\w.-]+\+)?json\s*(;|$)/i.test(mediaType);

function readBinary(headers: ReadonlyMap<string, string>, value: Buffer | null): CloudEvent {
  const attributes = new Map<string, string>();
  for (const [name, text] of headers) if (name.startsWith('ce_')) attributes.set(name.slice('ce_'.length), text);
  const mediaType = headers.get('content-type');
  if (mediaType !== undefined) attributes.set('datacontenttype', mediaType);
  if (value === null) return { attributes, data: null, problem: 'there is no data' };
  if (!isJson(mediaType)) return { attributes, data: null, problem: `the data is ${mediaType}, not JSON` };
  return parsed(attributes, value.toString('utf8'));
}

function readStructured(mediaType: string, value: Buffer | null): CloudEvent {
  const unread = (problem: string): CloudEvent => ({ attributes: new Map(), data: null, problem });
  if (!isJson(mediaType)) return unread(`events as ${mediaType} cannot be read`);
  const { data: envelope, problem } = parsed(new Map(), value?.toString('utf8') ?? '');
  if (problem !== null || typeof envelope !== 'object' || envelope === null) return unread('the envelope is not JSON');
  const { data, data_base64: bytes, ...rest } = envelope as Record<string, unknown>;
  const attributes = new Map(
    Object.entries(rest)
      .filter(([, attribute]) => ['string', 'number', 'boolean'].includes(typeof attribute))
      .map(([name, attribute]) => [name, String(attribute)]),
  );
  if (typeof bytes === 'string') return readBinaryData(attributes, Buffer.from(bytes, 'base64'));
  if (data === undefined) return { attributes, data: null, problem: 'there is no data' };
  return { attributes, data, problem: null };
}

function readBinaryData(attributes: ReadonlyMap<string, string>, bytes: Buffer): CloudEvent {
  const mediaType = attributes.get('datacontenttype');
  if (!isJson(mediaType)) return { attributes, data: null, problem: `the data is ${mediaType}, not JSON` };
  return parsed(attributes, bytes.toString('utf8'));
}

/** Reads a message of either mode of CloudEvents' Kafka binding: a media type that begins with `application/cloudevents` is the structured one. */
export function readCloudEvent(message: ReceivedMessage): CloudEvent {
  const headers = headersOf(message);
  const mediaType = headers.get('content-type') ?? '';
  return /^\s*application\/cloudevents/i.test(mediaType)
    ? readStructured(mediaType, message.value)
    : readBinary(headers, message.value);
}

const REQUIRED = ['id', 'type', 'subject', 'time', 'commandid', 'correlationid', 'causationid'];
const COUNTED = ['revision', 'schemaversion'];

/** What makes an attribute map one of the register's events; null where something is missing. */
function faultOf(attributes: ReadonlyMap<string, string>): string | null {
  const missing = REQUIRED.find((name) => !attributes.get(name));
  if (missing !== undefined) return `the attribute ${missing} is missing`;
  const uncounted = COUNTED.find((name) => !/^\d{1,10}$/.test(attributes.get(name) ?? ''));
  if (uncounted !== undefined) return `the attribute ${uncounted} is not a number`;
  return /^\d+$/.test(attributes.get('position') ?? '') ? null : 'the attribute position is not a number';
}

function metadataOf(attributes: ReadonlyMap<string, string>): EventMetadata {
  const traceparent = attributes.get('traceparent');
  const reason = readTextAttribute(attributes, 'reason');
  return {
    actor: readTextAttribute(attributes, 'actor') ?? '',
    commandId: attributes.get('commandid')!,
    correlationId: attributes.get('correlationid')!,
    causationId: attributes.get('causationid')!,
    ...(traceparent !== undefined && { traceparent }),
    ...(reason !== undefined && { reason }),
  };
}

function eventOf({ attributes, data }: CloudEvent): RecordedEvent {
  const schemaVersion = Number(attributes.get('schemaversion'));
  return {
    id: attributes.get('id')!,
    type: fromCloudType(attributes.get('type')!, schemaVersion),
    schemaVersion,
    stream: attributes.get('subject')!,
    revision: Number(attributes.get('revision')),
    position: attributes.get('position')!,
    recordedAt: attributes.get('time')!,
    data,
    metadata: metadataOf(attributes),
  };
}

/**
 * Reads a message. Never throws: an event whose data cannot be read comes with its problem, so that its stream can be parked behind it; a
 * message that does not say which event of which stream it is comes with a problem and no event.
 */
export function fromMessage(message: ReceivedMessage): ReceivedEvent {
  const read = readCloudEvent(message);
  const incarnation = read.attributes.get('incarnation') ?? null;
  const fault = faultOf(read.attributes);
  if (fault !== null) return { incarnation, event: null, problem: read.problem ?? fault };
  return { incarnation, event: eventOf(read), problem: read.problem };
}
