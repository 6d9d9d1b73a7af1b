import { describe, expect, it } from '@jest/globals';
import { CloudEvent as SdkEvent, Kafka as SdkKafka } from 'cloudevents';
import fc from 'fast-check';
import type { RecordedEvent } from '#libs/contracts';
import { fromMessage, readCloudEvent, type ReceivedMessage } from './receive.ts';
import { toMessage } from './send.ts';

const publication = { source: 'https://register.example/', incarnation: '7d6f7a52-5c1e-4ac9-bd43-65d0a6f6a2c1' };

const storable = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\u0000'));
const withControls = fc.string({
  unit: fc.constantFrom('a', 'ї', '\n', '\t', '\u0085', '\uffff', '%', '😀'),
  maxLength: 12,
});
const metadata = fc.record(
  {
    actor: fc.oneof(storable, withControls),
    commandId: fc.uuid(),
    correlationId: fc.uuid(),
    causationId: fc.uuid(),
    traceparent: fc.constant('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
    reason: fc.oneof(storable, withControls),
  },
  { requiredKeys: ['actor', 'commandId', 'correlationId', 'causationId'] },
);
const recorded: fc.Arbitrary<RecordedEvent> = fc.record({
  id: fc.uuid(),
  type: fc.stringMatching(/^[A-Z][A-Za-z]{0,30}$/),
  schemaVersion: fc.integer({ min: 1, max: 99 }),
  stream: fc.uuid().map((id) => `swap-${id}`),
  revision: fc.nat(),
  position: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String),
  recordedAt: fc
    .date({ min: new Date('2014-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  data: fc.jsonValue().map((data) => JSON.parse(JSON.stringify(data)) as unknown),
  metadata,
});

const plain: RecordedEvent = {
  id: '11111111-1111-4111-8111-111111111111',
  type: 'SwapRecorded',
  schemaVersion: 2,
  stream: 'swap-22222222-2222-4222-8222-222222222222',
  revision: 3,
  position: '9007199254740993',
  recordedAt: '2017-12-27T10:00:00.000Z',
  data: { held: 'так' },
  metadata: { actor: 'editor', commandId: 'c', correlationId: 'd', causationId: 'e', reason: 'a slip' },
};

/** Clients read headers as bytes. */
const asReceived = ({ value, headers }: ReturnType<typeof toMessage>): ReceivedMessage => ({
  value,
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
});

/** The attributes as CloudEvents' own library takes them. */
const attributesOf = ({ headers }: ReturnType<typeof toMessage>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name === 'content-type' ? 'datacontenttype' : name.slice(3), text]),
  );

describe('an event as a message', () => {
  it('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(recorded, (event) => {
        const { incarnation } = publication;
        const message = asReceived(toMessage(event, publication));
        expect(fromMessage(message)).toEqual({ incarnation, event, problem: null });
      }),
      { numRuns: 300 },
    );
  });

  it('is a valid CloudEvent to CloudEvents’ own library, in names and values', () => {
    fc.assert(
      fc.property(recorded, (event) => {
        const message = toMessage(event, publication);
        const attributes = attributesOf(message);
        const valid = new SdkEvent({ ...attributes, data: event.data });
        expect(valid.validate()).toBe(true);
        expect(valid).toMatchObject({ id: event.id, subject: event.stream, time: event.recordedAt });
        for (const [name, value] of Object.entries(attributes)) {
          expect(name).toMatch(/^[a-z0-9]{1,20}$/);
          expect(value).not.toMatch(/[\p{Cc}\uffff]/u);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has the stream as its key, the data as its value, and all else in headers', () => {
    const message = toMessage(plain, publication);
    expect(message.key).toBe(plain.stream);
    expect(message.value.toString()).toBe('{"held":"так"}');
    expect(message.headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: plain.id,
      ce_type: 'afa.SwapRecorded.v2',
      ce_source: 'https://register.example/',
      ce_subject: plain.stream,
      ce_time: plain.recordedAt,
      ce_dataschema: 'https://register.example/schemas/SwapRecorded/2',
      ce_partitionkey: plain.stream,
      ce_revision: '3',
      ce_position: '9007199254740993',
      ce_schemaversion: '2',
      ce_actor: 'editor',
      ce_commandid: 'c',
      ce_correlationid: 'd',
      ce_causationid: 'e',
      ce_reason: 'a slip',
      ce_incarnation: publication.incarnation,
    });
  });

  it('never has a null value, which would delete the stream from a compacted topic', () => {
    for (const data of [null, undefined]) {
      expect(toMessage({ ...plain, data }, publication).value.toString()).toBe('null');
    }
  });
});

describe('a message that comes in', () => {
  const message = { message: 'Hello World!' };
  const value = Buffer.from(JSON.stringify(message));
  const attributes = {
    specversion: '1.0',
    id: '1234-1234-1234',
    type: 'com.example.someevent',
    source: '/mycontext/subcontext',
    time: '2018-04-05T03:56:24Z',
    datacontenttype: 'application/json',
  };

  it('is read in binary mode: every ce_ header an attribute, content-type the data’s', () => {
    const { datacontenttype, ...others } = attributes;
    const prefixed = Object.fromEntries(Object.entries(others).map(([name, text]) => [`ce_${name}`, text]));
    const read = readCloudEvent({ value, headers: { ...prefixed, 'content-type': datacontenttype } });
    expect(Object.fromEntries(read.attributes)).toEqual(attributes);
    expect(read).toMatchObject({ data: message, problem: null });
  });

  it.each([
    'application/cloudevents+json',
    'application/cloudevents+json; charset=utf-8',
    'APPLICATION/CloudEvents+JSON',
  ])('is read in structured mode, announced as %s', (contentType) => {
    const structured = Buffer.from(JSON.stringify({ ...attributes, data: message }));
    const read = readCloudEvent({ value: structured, headers: { 'content-type': Buffer.from(contentType) } });
    expect(Object.fromEntries(read.attributes)).toEqual(attributes);
    expect(read).toMatchObject({ data: message, problem: null });
  });

  it('may be an event of ours that another tool has put into structured mode, with its data as JSON or as bytes', () => {
    const { value: body, headers } = toMessage(plain, publication);
    const own = attributesOf({ value: body, headers, key: '' });
    const structured = SdkKafka.structured(new SdkEvent({ ...own, data: plain.data }));
    const inBytes = JSON.stringify({ ...own, revision: 3, data_base64: body.toString('base64') });
    for (const text of [structured.value, inBytes]) {
      const received = { value: Buffer.from(text), headers: { 'content-type': 'application/cloudevents+json' } };
      expect(fromMessage(received)).toMatchObject({ event: plain, problem: null });
    }
  });

  it.each([
    ['a body that is no JSON', { value: Buffer.from('{"cut') }, 'the data is not JSON'],
    ['no body', { value: null }, 'there is no data'],
    ['another media type', { type: 'text/plain; x=json' }, 'the data is text/plain; x=json, not JSON'],
  ])('with %s keeps its place in its stream', (_what, change: { value?: Buffer | null; type?: string }, problem) => {
    const { headers, ...rest } = toMessage(plain, publication);
    const type = change.type ?? 'application/json';
    const broken = { ...rest, ...change, headers: { ...headers, 'content-type': type } };
    expect(fromMessage(broken)).toEqual({
      incarnation: publication.incarnation,
      event: { ...plain, data: null },
      problem,
    });
  });

  it.each([
    ['nothing', { value, headers: {} }, 'the attribute id is missing'],
    ['no headers', { value }, 'the attribute id is missing'],
    [
      'a format nobody here reads',
      { value, headers: { 'content-type': 'application/cloudevents+avro' } },
      'cannot be read',
    ],
    [
      'an envelope without an event',
      { value, headers: { 'content-type': 'application/cloudevents+json' } },
      'there is no data',
    ],
    [
      'an envelope that is a number',
      { value: Buffer.from('7'), headers: { 'content-type': 'application/cloudevents+json' } },
      'not JSON',
    ],
    ['no envelope', { value: null, headers: { 'content-type': 'application/cloudevents+json' } }, 'not JSON'],
  ])('with %s is none of ours', (_what, received, problem) => {
    const read = fromMessage(received);
    expect(read.event).toBeNull();
    expect(read.problem).toContain(problem);
  });

  it.each([
    ['ce_subject', undefined],
    ['ce_subject', ''],
    ['ce_revision', '-1'],
    ['ce_revision', 'three'],
    ['ce_schemaversion', undefined],
    ['ce_position', '1.5'],
  ])('whose %s is %s belongs nowhere', (name, text) => {
    const { value: body, headers } = toMessage(plain, publication);
    const read = fromMessage({ value: body, headers: { ...headers, [name]: text } });
    expect(read.event).toBeNull();
    expect(read.problem).toContain(name.slice(3));
  });

  it('with a header twice is read by the first', () => {
    const { value: body, headers } = toMessage(plain, publication);
    const twice = { ...headers, ce_id: [Buffer.from(plain.id), Buffer.from('another')] };
    expect(fromMessage({ value: body, headers: twice }).event).toEqual(plain);
  });
});
