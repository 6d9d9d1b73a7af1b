import {
  type Components,
  count,
  instant,
  type JsonSchema,
  listOf,
  objectOf,
  orNull,
  position,
  referTo,
  text,
  uuid,
} from './json-schema.ts';
import { after, header, limit, path, queryParameter, streamPrefix } from './parameters.ts';
import { jsonAnswer, problems } from './responses.ts';

const nullable: JsonSchema = { type: ['string', 'null'] };

/** Schemas of what is answered from the log itself. */
export function addLog(components: Components): void {
  const metadata = objectOf(
    { actor: text, commandId: uuid, correlationId: text, causationId: text, traceparent: text, reason: text },
    ['traceparent', 'reason'],
  );
  const told = { type: text, schemaVersion: count, stream: text, revision: count, position, recordedAt: instant };
  components['Event'] = {
    ...objectOf({
      id: uuid,
      ...told,
      data: { type: 'object', description: 'Of the form at /schemas/{type}/{schemaVersion}.' },
      metadata,
    }),
    description: 'An event as the log holds it.',
  };
  components['HistoryEntry'] = {
    ...objectOf({
      event: uuid,
      ...told,
      actor: text,
      commandId: uuid,
      correlationId: text,
      reason: nullable,
      claimant: orNull(referTo('Claimant')),
      target: { anyOf: [uuid, { type: 'null' }], description: 'The claim it is about.' },
      sources: listOf(uuid),
    }),
    description: 'What happened to a subject: who entered it, when, why, on whose word and from which sources.',
  };
  components['EventsAnswer'] = objectOf({
    data: listOf(referTo('Event')),
    page: referTo('Page'),
    head: referTo('AsOf'),
  });
  components['HistoryAnswer'] = objectOf({ data: listOf(referTo('HistoryEntry')), page: referTo('Page') });
}

const SSE_EXAMPLE =
  'id: 42\ndata: {"id":"6f1b2a0e-5a53-4d0c-9a0f-000000000001","type":"LegReported","position":"42"}\n\nevent: caught-up\ndata: {"position":"42"}\n\n';

const streamOperation: JsonSchema = {
  operationId: 'streamEvents',
  tags: ['log'],
  summary: 'Follow the log',
  description:
    'Server-sent events from any position since the first: what was recorded, then `event: caught-up`, then what is recorded from now on, without gap ' +
    'or double. The id of each is its position; a client that connects again goes on from `Last-Event-ID`. A client that falls too far behind is told ' +
    '`event: cut-off` and disconnected.',
  parameters: [
    after,
    queryParameter('lastEventId', 'As the header Last-Event-ID, for clients that cannot set it.', position),
    streamPrefix,
    header('Last-Event-ID', 'Goes on behind this position; stands above the parameters.', position),
  ],
  responses: {
    '200': {
      description: 'A stream without end.',
      content: { 'text/event-stream': { schema: text, example: SSE_EXAMPLE } },
    },
    ...problems('malformed-request', 'unauthenticated', 'unavailable'),
  },
};

export const logPaths = (components: Components): Record<string, JsonSchema> => ({
  '/v1/streams/{stream}': {
    get: {
      operationId: 'getHistory',
      tags: ['log'],
      summary: 'The history of a subject',
      description:
        'Who entered what, when, why, on whose word and from which sources; the first event first. What was said is in the events themselves.',
      parameters: [
        path('stream', 'The category and id of the subject.', text, 'swap-6f1b2a0e-5a53-4d0c-9a0f-000000000001'),
        queryParameter('after', 'Only what comes behind this revision.', count),
        limit,
      ],
      responses: {
        '200': jsonAnswer('A page.', 'HistoryAnswer', components),
        ...problems('malformed-request', 'unauthenticated', 'not-found', 'unavailable'),
      },
    },
  },
  '/v1/events': {
    get: {
      operationId: 'listEvents',
      tags: ['log'],
      summary: 'The log in pages',
      description: 'Every event in the order of recording, as it was written.',
      parameters: [after, limit, streamPrefix],
      responses: {
        '200': jsonAnswer('A page.', 'EventsAnswer', components),
        ...problems('malformed-request', 'unauthenticated', 'unavailable'),
      },
    },
  },
  '/v1/events/stream': { get: streamOperation },
});
